//! Decoding, conversion and resizing against Pillow 11.3: every picture of `tests/pictures` (see `make.py` there)
//! and the golden fixtures.

use safetensors::SafeTensors;
use std::fs;
use std::path::{Path, PathBuf};
use vip2clip::picture::{Limits, Mask, ModelInput, Picture, Pillow, open};

const SIZES: [usize; 3] = [5, 24, 27];

fn pictures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures")
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tiny")
}

fn load(path: &Path) -> Picture {
    open(path, &Limits::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Lossy formats are decoded by other arithmetic than Pillow's; the rest must be equal.
fn is_lossy(name: &str) -> bool {
    name.ends_with(".jpg") || name == "jpeg.tif" || name.starts_with("lossy")
}

/// Mean and largest absolute difference.
fn difference(found: &[u8], expected: &[u8]) -> (f64, u8) {
    assert_eq!(found.len(), expected.len());
    let gaps = || found.iter().zip(expected).map(|(a, b)| a.abs_diff(*b));
    let sum: u64 = gaps().map(u64::from).sum();
    (sum as f64 / found.len() as f64, gaps().max().unwrap_or(0))
}

fn assert_close(what: &str, name: &str, found: &[u8], expected: &[u8]) {
    let (mean, largest) = difference(found, expected);
    if is_lossy(name) {
        assert!(mean <= 1.0, "{what} {name}: mean difference {mean}");
    } else {
        assert_eq!(
            largest, 0,
            "{what} {name}: mean difference {mean}, largest {largest}"
        );
    }
}

fn names(expected: &SafeTensors, prefix: &str) -> Vec<String> {
    let keys = expected
        .names()
        .into_iter()
        .filter_map(|key| key.strip_prefix(prefix));
    let mut names: Vec<String> = keys.map(str::to_owned).collect();
    names.sort();
    names
}

#[test]
fn every_mode_and_every_size_equals_pillow() {
    let bytes = fs::read(pictures().join("expected.safetensors")).unwrap();
    let expected = SafeTensors::deserialize(&bytes).unwrap();
    let names = names(&expected, "mode/");
    assert!(names.len() > 80, "{}", names.len());
    for name in names {
        let picture = load(&pictures().join(&name));
        let tensor = |key: &str| expected.tensor(key).unwrap().data().to_vec();
        assert_eq!(
            picture.mode().to_string().as_bytes(),
            tensor(&format!("mode/{name}")),
            "{name}"
        );
        assert_close(
            "rgb",
            &name,
            picture.to_rgb().as_raw(),
            &tensor(&format!("rgb/{name}")),
        );
        for size in SIZES {
            let old = ModelInput::as_pillow(&picture, size, Pillow::V11);
            let expected_old = tensor(&format!("resized/{name}/{size}"));
            assert_close("resized", &name, old.rgb(), &expected_old);
            let new = ModelInput::as_pillow(&picture, size, Pillow::V13);
            let expected_new = match name.starts_with("tall") {
                true => tensor(&format!("vertical/{name}/{size}")),
                false => expected_old,
            };
            assert_close("resized by 13", &name, new.rgb(), &expected_new);
        }
        if let Ok(mask) = expected.tensor(&format!("mask/{name}/24")) {
            let found: Vec<u8> = Mask::new(&picture, 24)
                .anomalous()
                .iter()
                .map(|&a| a.into())
                .collect();
            assert_eq!(found, mask.data(), "mask {name}");
        }
    }
}

#[test]
fn golden_pictures_equal_the_reference() {
    let bytes = fs::read(golden().join("expected.safetensors")).unwrap();
    let expected = SafeTensors::deserialize(&bytes).unwrap();
    let names = names(&expected, "resized/");
    assert!(names.len() >= 12, "{names:?}");
    for name in names {
        let picture = load(&golden().join("images").join(&name));
        let tensor = expected.tensor(&format!("resized/{name}")).unwrap();
        let input = ModelInput::new(&picture, tensor.shape()[0]);
        assert_close("resized", &name, input.rgb(), tensor.data());
    }
    let mask = expected.tensor("mask/mask.png").unwrap();
    let found = Mask::new(&load(&golden().join("images/mask.png")), mask.shape()[0]);
    let found: Vec<u8> = found.anomalous().iter().map(|&a| a.into()).collect();
    assert_eq!(found, mask.data());
}

#[test]
fn golden_inputs_equal_the_reference() {
    let bytes = fs::read(golden().join("expected.safetensors")).unwrap();
    let expected = SafeTensors::deserialize(&bytes).unwrap();
    let settings: serde_json::Value =
        serde_json::from_slice(&fs::read(golden().join("golden.json")).unwrap()).unwrap();
    let images = settings["batch"].as_array().unwrap();
    let inputs = expected.tensor("input").unwrap();
    let size = inputs.shape()[2];
    let wanted: Vec<f32> = inputs
        .data()
        .as_chunks()
        .0
        .iter()
        .map(|&b| f32::from_le_bytes(b))
        .collect();
    assert_eq!(images.len(), inputs.shape()[0]);
    for (image, wanted) in images.iter().zip(wanted.chunks(3 * size * size)) {
        let name = image.as_str().unwrap();
        let found = ModelInput::new(&load(&golden().join("images").join(name)), size).normalised();
        let largest = found
            .iter()
            .zip(wanted)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        let bound = if is_lossy(name) { 0.2 } else { 1e-6 };
        assert!(largest <= bound, "{name}: {largest}");
    }
}
