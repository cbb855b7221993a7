//! Golden data: what the model computes, on weights small enough to keep here.

use candle_core::{DType, Device, Tensor};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use vip2clip::clip::{BackboneFile, Build, Kernels};
use vip2clip::detector::{Detector, DetectorSettings, Probe, PromptCheckpoint, Quantity, Unobserved};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tiny").join(name)
}

fn expected() -> HashMap<String, Tensor> {
    candle_core::safetensors::load(golden("expected.safetensors"), &Device::Cpu).unwrap()
}

fn settings() -> DetectorSettings {
    DetectorSettings { image_size: 98, layers: vec![1, 2, 3, 4], top_k: 10, sigma: 8.0 }
}

fn detector(backbone: &str, kernels: Kernels) -> Detector {
    let backbone = BackboneFile::open(&golden(backbone)).unwrap();
    let prompts = PromptCheckpoint::open(&golden("prompts.pth")).unwrap();
    let build = Build { device: Device::Cpu, dtype: DType::F32, kernels };
    Detector::assemble(&backbone, &backbone.config().clone(), &prompts, settings(), &build).unwrap()
}

/// Largest absolute difference.
fn distance(a: &Tensor, b: &Tensor) -> f32 {
    assert_eq!(a.dims(), b.dims());
    (a - b).unwrap().abs().unwrap().flatten_all().unwrap().max(0).unwrap().to_scalar::<f32>().unwrap()
}

/// Everything in `expected.safetensors` that the model computes, from its `input`.
fn compare(backbone: &str, kernels: Kernels) {
    let detector = detector(backbone, kernels);
    let expected = expected();
    let mut probe = Probe::of(Quantity::ALL);
    let features = detector.encode(&expected["input"], &Unobserved).unwrap();
    detector.align(&features, &mut probe).unwrap();
    for (name, tensor) in &expected {
        if name.contains('/') || name == "input" || name.starts_with("ids_") {
            continue;
        }
        let found = &probe.found()[name];
        let tolerance = if name == "score" { 1e-5 } else { 1e-4 };
        let distance = distance(found, tensor);
        println!("{name}: {distance:e}");
        assert!(distance <= tolerance, "{backbone}, {kernels:?}: {name} is off by {distance:e}");
    }
}

#[test]
fn packed_operations_match() {
    compare("backbone.openai.safetensors", Kernels::Packed);
}

#[test]
fn candle_operations_match() {
    compare("backbone.openai.safetensors", Kernels::Candle);
}
