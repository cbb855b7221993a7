//! Containers of weights: the golden files, files that torch itself wrote, what people give by mistake, and
//! files that mean harm.

// clippy knows `#[test]` functions, and not the functions that they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod archive;
mod backbones;
mod golden;
mod hostile;
mod mistakes;
mod mutations;
mod prompts;
mod torch_files;

use candle_core::{DType, Device, Tensor};
use std::path::{Path, PathBuf};

/// A file of the golden directory.
fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/tiny")
        .join(name)
}

/// All values of a tensor in f32.
fn values(tensor: &Tensor) -> Vec<f32> {
    let tensor = tensor.to_dtype(DType::F32).unwrap();
    tensor.flatten_all().unwrap().to_vec1().unwrap()
}

fn cpu() -> &'static Device {
    &Device::Cpu
}
