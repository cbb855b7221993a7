//! `metrics` as people and scripts run it.

use crate::program::{self, keys, run};
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use serde_json::Value;
use std::path::{Path, PathBuf};

const GOLDEN: &str = "tests/golden/metrics.safetensors";

const NAMES: [&str; 8] = [
    "image_ap",
    "image_auroc",
    "image_f1",
    "pixel_ap",
    "pixel_aupro",
    "pixel_auroc",
    "pixel_f1",
    "pixel_f1_threshold",
];

#[test]
fn json_has_the_documented_form_and_the_golden_values() {
    let report = &run(&["metrics", GOLDEN, "--json"]).expect_status(0).json()[0];
    assert_eq!(
        keys(report),
        ["classes", "mean", "preset", "preset_version", "undefined"]
    );
    assert_eq!(report["preset"], "parity");
    assert_eq!(keys(&report["classes"]), ["alpha", "beta"]);
    assert_eq!(keys(&report["undefined"]), [""; 0]);
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/metrics.json");
    let golden: Value = serde_json::from_slice(&std::fs::read(golden).unwrap()).unwrap();
    for class in ["alpha", "beta"] {
        assert_eq!(keys(&report["classes"][class]), NAMES);
        for name in NAMES {
            let value = report["classes"][class][name].as_f64().unwrap();
            let expected = golden[class][name.replace('_', "-")].as_f64().unwrap();
            let tolerance = if name == "pixel_aupro" { 1e-5 } else { 1e-6 };
            assert!(
                (value - expected).abs() < tolerance,
                "{class} {name}: {value}, golden {expected}"
            );
        }
    }
    assert_eq!(keys(&report["mean"]), NAMES);
    for name in NAMES {
        let of = |class: &str| report["classes"][class][name].as_f64().unwrap();
        let mean = report["mean"][name].as_f64().unwrap();
        assert!((mean - (of("alpha") + of("beta")) / 2.0).abs() < 1e-15);
    }
}

#[test]
fn the_exact_preset_changes_aupro_and_nothing_else() {
    let report = |preset: &str| {
        run(&["metrics", GOLDEN, "--json", "--preset", preset])
            .expect_status(0)
            .json()
            .remove(0)
    };
    let (parity, exact) = (report("parity"), report("exact"));
    assert_eq!(exact["preset"], "exact");
    for class in ["alpha", "beta"] {
        for name in NAMES {
            let same = parity["classes"][class][name] == exact["classes"][class][name];
            assert_eq!(same, name != "pixel_aupro", "{class} {name}");
        }
    }
}

#[test]
fn the_table_names_its_preset() {
    let table = run(&["metrics", GOLDEN]).expect_status(0);
    assert!(table.stderr().is_empty(), "{}", table.stderr());
    insta::assert_snapshot!(table.stdout(), @r"
    preset parity/1: AUPRO as in the released evaluation; per cent

           image                  pixel
           AUROC     AP     F1    AUROC     AP     F1  AUPRO  F1 threshold
    alpha   88.9   95.2   92.3     98.7   81.7   74.4   89.9        0.5081
    beta    88.9   94.8   92.3     79.3   27.2   29.4   63.2        0.4840
    mean    88.9   95.0   92.3     89.0   54.5   51.9   76.6
    ");
}

// --- made-up files -----------------------------------------------------------------------------------------

/// A tensor as a file holds it.
type Stored = (String, Dtype, Vec<usize>, Vec<u8>);

fn floats(name: &str, shape: &[usize], values: &[f32]) -> Stored {
    let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    (name.to_owned(), Dtype::F32, shape.to_vec(), bytes)
}

fn doubles(name: &str, shape: &[usize], values: &[f64]) -> Stored {
    let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    (name.to_owned(), Dtype::F64, shape.to_vec(), bytes)
}

fn bytes(name: &str, dtype: Dtype, shape: &[usize], values: &[u8]) -> Stored {
    (name.to_owned(), dtype, shape.to_vec(), values.to_vec())
}

/// Two images of 2×3.
fn whole(class: &str) -> Vec<Stored> {
    vec![
        floats(
            &format!("{class}.maps"),
            &[2, 2, 3],
            &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.1, 0.9, 0.8, 0.2, 0.1, 0.7],
        ),
        bytes(
            &format!("{class}.masks"),
            Dtype::BOOL,
            &[2, 2, 3],
            &[0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1],
        ),
        bytes(&format!("{class}.labels"), Dtype::U8, &[2], &[0, 1]),
        floats(&format!("{class}.scores"), &[2], &[0.5, 0.9]),
    ]
}

fn write(folder: &Path, tensors: &[Stored]) -> PathBuf {
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        (
            name.as_str(),
            TensorView::new(*dtype, shape.clone(), bytes).unwrap(),
        )
    });
    let path = folder.join("maps.safetensors");
    std::fs::write(&path, safetensors::serialize(views, None).unwrap()).unwrap();
    path
}

fn metrics(tensors: &[Stored]) -> program::Run {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), tensors);
    run(&["metrics", path.to_str().unwrap(), "--json"])
}

/// `whole` with one tensor replaced.
fn with(changed: Stored) -> Vec<Stored> {
    let mut tensors = whole("a");
    let place = tensors.iter().position(|(name, ..)| *name == changed.0).unwrap();
    tensors[place] = changed;
    tensors
}

#[test]
fn half_maps_other_mask_types_and_dotted_names_are_read() {
    let plain = metrics(&whole("a")).expect_status(0).json()[0]["classes"]["a"].clone();
    assert_eq!(plain["pixel_auroc"], 1.0);
    let mut tensors = whole("pcb.v1.maps");
    let halves: Vec<u8> = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.1, 0.9, 0.8, 0.2, 0.1, 0.7]
        .iter()
        .flat_map(|&v| half::f16::from_f32(v).to_le_bytes())
        .collect();
    tensors[0] = bytes("pcb.v1.maps.maps", Dtype::F16, &[2, 2, 3], &halves);
    let mask = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0];
    tensors[1] = floats("pcb.v1.maps.masks", &[2, 2, 3], &mask);
    let labels: Vec<u8> = [0i64, 1].iter().flat_map(|v| v.to_le_bytes()).collect();
    tensors[2] = bytes("pcb.v1.maps.labels", Dtype::I64, &[2], &labels);
    tensors[3] = doubles("pcb.v1.maps.scores", &[2], &[0.1, 0.7]);
    tensors.push(floats("features", &[1], &[0.0]));
    let found = metrics(&tensors).expect_status(0);
    assert!(found.stderr().contains("ignored") && found.stderr().contains("features"));
    let found = &found.json()[0]["classes"]["pcb.v1.maps"];
    for name in NAMES.into_iter().filter(|name| *name != "pixel_f1_threshold") {
        let (a, b) = (plain[name].as_f64().unwrap(), found[name].as_f64().unwrap());
        assert!((a - b).abs() < 1e-2, "{name}: {a} {b}");
    }
}

#[test]
fn undefined_is_null_with_a_reason_and_no_failure() {
    let mut tensors = whole("a");
    tensors.extend(whole("b.1"));
    tensors[2] = bytes("a.labels", Dtype::U8, &[2], &[1, 1]);
    tensors[4] = floats("b.1.maps", &[2, 2, 3], &[f32::NAN; 12]);
    let report = &metrics(&tensors).expect_status(0).json()[0];
    assert!(report["classes"]["a"]["image_ap"].is_null());
    assert!(report["classes"]["b.1"]["pixel_aupro"].is_null());
    assert_eq!(report["mean"]["image_ap"], report["classes"]["b.1"]["image_ap"]);
    assert_eq!(report["mean"]["pixel_ap"], report["classes"]["a"]["pixel_ap"]);
    assert_eq!(
        report["undefined"]["a.image_auroc"],
        "the class has no normal image"
    );
    let reason = report["undefined"]["b.1.pixel_f1_threshold"].as_str().unwrap();
    assert!(
        reason.contains("2 anomaly map(s)") && reason.contains("not finite"),
        "{reason}"
    );
    assert_eq!(report["undefined"].as_object().unwrap().len(), 3 + 5);
}

#[test]
fn files_that_cannot_be_used_are_refused_by_tensor_and_class() {
    let mut missing = whole("a");
    missing.remove(1);
    for (tensors, expected) in [
        (missing, "class 'a' has no tensor 'a.masks'"),
        (whole("a")[..0].to_vec(), "no tensors"),
        (
            vec![floats("x", &[1], &[0.0])],
            "CLASS.maps, CLASS.masks, CLASS.labels and CLASS.scores, found x",
        ),
        (
            with(floats("a.maps", &[2, 6], &[0.0; 12])),
            "'a.maps' is 2×6, expected N×H×W",
        ),
        (
            with(bytes("a.masks", Dtype::U8, &[2, 3, 2], &[0; 12])),
            "'a.masks' is 2×3×2, expected 2×2×3, as 'a.maps' is 2×2×3",
        ),
        (
            with(floats("a.scores", &[1], &[0.0])),
            "'a.scores' is 1, expected 2",
        ),
        (
            with(bytes("a.labels", Dtype::U8, &[2, 1], &[0, 1])),
            "'a.labels' is 2×1, expected 2",
        ),
        (
            with(bytes("a.maps", Dtype::U8, &[2, 2, 3], &[0; 12])),
            "'a.maps' holds u8 values, expected f32",
        ),
        (
            with(bytes("a.maps", Dtype::F64, &[2, 2, 3], &[0; 96])),
            "'a.maps' holds f64 values, expected f32",
        ),
        (
            with(bytes("a.scores", Dtype::I32, &[2], &[0; 8])),
            "'a.scores' holds i32 values",
        ),
        (
            with(doubles("a.scores", &[2], &[0.5, 0.5 + 1e-12])),
            "'a.scores' holds 0.5 and 0.500000000001, which are the same in f32",
        ),
        (
            with(bytes(
                "a.masks",
                Dtype::U8,
                &[2, 2, 3],
                &[0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0],
            )),
            "'a.masks' holds 255 for image 1, expected only 0",
        ),
        (
            with(bytes("a.labels", Dtype::U8, &[2], &[2, 1])),
            "'a.labels' holds 2 for image 0",
        ),
    ] {
        let run = metrics(&tensors).expect_status(3);
        assert!(run.stdout().is_empty());
        assert!(run.stderr().contains(expected), "{expected}\n{}", run.stderr());
    }
    let gone = run(&["metrics", "gone.safetensors"]).expect_status(3);
    assert!(gone.stderr().contains("gone.safetensors"), "{}", gone.stderr());
    let picture = run(&["metrics", "tests/golden/tiny/images/rgb.png"]).expect_status(3);
    assert!(picture.stderr().contains("rgb.png"), "{}", picture.stderr());
}
