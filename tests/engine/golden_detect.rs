//! Golden data: what the model computes, on weights small enough to keep here.
//!
//! `expected.safetensors` belongs to the f32 weights. The two f16 files hold those weights rounded, which
//! moves features by up to 4e-3; for them `expected.f16.safetensors` was computed with PyTorch from the
//! rounded weights, by the same script.

use candle_core::{DType, Device, Tensor};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use vip2clip::clip::{BackboneFile, Build, Kernels};
use vip2clip::detector::{
    Detector, DetectorSettings, ModelFiles, Placement, Probe, PromptCheckpoint, Quantity, Readout,
    ReadoutSettings, State, Unobserved, utpa,
};
use vip2clip::picture::{Limits, ModelInput, open};

const BATCH: [&str; 3] = ["rgb.png", "gray.png", "square.png"];

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/tiny")
        .join(name)
}

fn tensors(name: &str) -> HashMap<String, Tensor> {
    candle_core::safetensors::load(golden(name), &Device::Cpu).unwrap()
}

fn settings() -> DetectorSettings {
    DetectorSettings {
        image_size: 98,
        layers: vec![1, 2, 3, 4],
        top_k: 10,
        sigma: 8.0,
    }
}

fn detector(backbone: &str, dtype: DType, kernels: Kernels) -> Detector {
    let backbone = BackboneFile::open(&golden(backbone)).unwrap();
    let prompts = PromptCheckpoint::open(&golden("prompts.pth")).unwrap();
    let build = Build {
        device: Device::Cpu,
        dtype,
        kernels,
    };
    Detector::assemble(&backbone, backbone.config(), &prompts, settings(), &build).unwrap()
}

/// Largest absolute difference.
fn distance(a: &Tensor, b: &Tensor) -> f32 {
    assert_eq!(a.dims(), b.dims());
    (a - b)
        .unwrap()
        .abs()
        .unwrap()
        .flatten_all()
        .unwrap()
        .max(0)
        .unwrap()
        .to_scalar::<f32>()
        .unwrap()
}

/// Everything in `expected` that the model computes, from the golden input.
fn compare(backbone: &str, kernels: Kernels, expected: &str) {
    let detector = detector(backbone, DType::F32, kernels);
    let input = &tensors("expected.safetensors")["input"];
    let mut probe = Probe::of(Quantity::ALL);
    let features = detector.encode(input, &Unobserved).unwrap();
    detector.align(&features, &mut probe).unwrap();
    let mut compared = 0;
    for (name, tensor) in &tensors(expected) {
        if name.contains('/') || name == "input" || name.starts_with("ids_") {
            continue;
        }
        let tolerance = if name == "score" { 1e-5 } else { 1e-4 };
        let distance = distance(&probe.found()[name], tensor);
        println!("{backbone} {kernels:?} {name}: {distance:e}");
        assert!(
            distance <= tolerance,
            "{backbone}, {kernels:?}: {name} is off by {distance:e}"
        );
        compared += 1;
    }
    assert!(compared >= 22, "only {compared} quantities compared");
}

#[test]
fn openai_names_in_safetensors() {
    compare(
        "backbone.openai.safetensors",
        Kernels::Packed,
        "expected.safetensors",
    );
}

#[test]
fn hugging_face_names_in_safetensors() {
    compare("backbone.hf.safetensors", Kernels::Packed, "expected.safetensors");
}

#[test]
fn torch_save() {
    compare(
        "backbone.openai.f16.pt",
        Kernels::Packed,
        "expected.f16.safetensors",
    );
}

#[test]
fn torch_script() {
    compare(
        "backbone.openai.torchscript.pt",
        Kernels::Packed,
        "expected.f16.safetensors",
    );
}

#[test]
fn candle_operations_agree_with_the_packed_ones() {
    compare(
        "backbone.openai.safetensors",
        Kernels::Candle,
        "expected.safetensors",
    );
}

/// From the picture files themselves, one at a time and as a batch.
#[test]
fn pictures_to_scores_and_maps() {
    let files = ModelFiles {
        backbone: golden("backbone.openai.safetensors"),
        prompts: golden("prompts.pth"),
    };
    let placement = Placement {
        device: Device::Cpu,
        dtype: DType::F32,
    };
    let detector = Detector::load(&files, settings(), &placement).unwrap();
    let expected = tensors("expected.safetensors");
    let inputs = BATCH.map(|name| {
        let picture = open(&golden("images").join(name), &Limits::default()).unwrap();
        ModelInput::new(&picture, 98)
    });
    let batch = detector.detect(&inputs, &Unobserved).unwrap();
    let scores: Vec<f32> = expected["score"].to_vec1().unwrap();
    let maps: Vec<Vec<f32>> = expected["map"].flatten_from(1).unwrap().to_vec2().unwrap();
    for (index, input) in inputs.iter().enumerate() {
        let alone = &detector.detect(std::slice::from_ref(input), &Unobserved).unwrap()[0];
        for detection in [&batch[index], alone] {
            assert!((detection.score - scores[index]).abs() <= 1e-5);
            let worst = detection
                .map
                .values
                .iter()
                .zip(&maps[index])
                .map(|(a, b)| (a - b).abs());
            assert!(worst.fold(0.0, f32::max) <= 1e-4);
            // What the workbench reads out of the kept cosines is what the detector said, to the last bit.
            let readout = Readout::of(
                &detection.layers,
                ReadoutSettings {
                    image_size: 98,
                    sigma: settings().sigma,
                    top_k: settings().top_k,
                    temperature: utpa::TEMPERATURE,
                },
            );
            assert_eq!(readout.map, detection.map);
            assert_eq!(readout.score, detection.score);
        }
    }
}

/// Weights kept in half precision are rounded once; the arithmetic stays f32.
#[test]
fn half_precision_weights_on_the_cpu() {
    let detector = detector("backbone.openai.safetensors", DType::F16, Kernels::Packed);
    let expected = tensors("expected.f16.safetensors");
    let features = detector
        .encode(&tensors("expected.safetensors")["input"], &Unobserved)
        .unwrap();
    for (index, layer) in [1, 2, 3, 4].into_iter().enumerate() {
        let distance = distance(
            &features.vision.patches[index],
            &expected[&format!("patch_features.{layer}")],
        );
        // Embeddings and layer norms stay f32 here, while the file that PyTorch read had them rounded too.
        assert!(distance <= 5e-3, "layer {layer} is off by {distance:e}");
    }
}

#[test]
fn what_nobody_asks_for_is_not_kept() {
    let detector = detector("backbone.openai.safetensors", DType::F32, Kernels::Packed);
    let input = &tensors("expected.safetensors")["input"];
    let mut probe = Probe::of([Quantity::Attention]);
    let features = detector.encode(input, &Unobserved).unwrap();
    detector.align(&features, &mut probe).unwrap();
    let names: Vec<&String> = probe.found().keys().collect();
    assert_eq!(
        names,
        ["attention.1", "attention.2", "attention.3", "attention.4"]
    );
}

#[test]
fn prompt_ids_are_the_tokenizers() {
    let backbone = BackboneFile::open(&golden("backbone.openai.safetensors")).unwrap();
    let tokenizer = backbone.tokenizer().unwrap();
    let expected = tensors("expected.safetensors");
    let checkpoint = PromptCheckpoint::open(&golden("prompts.pth")).unwrap();
    for (word, state, name) in [
        ("good", State::Normal, "ids_normal"),
        ("damaged", State::Abnormal, "ids_abnormal"),
    ] {
        let ids: Vec<u32> = expected[name]
            .flatten_all()
            .unwrap()
            .to_dtype(DType::U32)
            .unwrap()
            .to_vec1()
            .unwrap();
        assert_eq!(tokenizer.prompt_ids(7, word, 3).unwrap(), ids);
        assert_eq!(checkpoint.prompt_ids(state), ids);
    }
}
