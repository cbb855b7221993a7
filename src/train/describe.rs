//! A run's inputs and its machine in words, for the record.

use super::begin::RunMachine;
use super::run::{BackboneRecord, HardwareRecord, ProgramRecord};
use super::{TrainError, fingerprint};
use crate::base::printable_path;
use crate::clip::BackboneFile;
use crate::detector::PromptShape;
use candle_core::Device;
use std::path::{Path, PathBuf};

/// The program.
pub fn program(machine: &RunMachine) -> ProgramRecord {
    let features = [
        ("cuda", cfg!(feature = "cuda")),
        ("cudnn", cfg!(feature = "cudnn")),
        ("metal", cfg!(feature = "metal")),
        ("accelerate", cfg!(feature = "accelerate")),
    ];
    ProgramRecord {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        revision: option_env!("VIP2CLIP_GIT_REVISION").map(str::to_owned),
        features: features
            .into_iter()
            .filter(|(_, on)| *on)
            .map(|(name, _)| name.to_owned())
            .collect(),
        precision: format!("{:?}", machine.placement.dtype).to_lowercase(),
    }
}

/// CLIP; hashes the file.
pub fn backbone_record(backbone: &BackboneFile) -> Result<BackboneRecord, TrainError> {
    let path = backbone.path();
    let config = backbone.config();
    Ok(BackboneRecord {
        name: file_name(path),
        path: absolute(path),
        size: std::fs::metadata(path)
            .map_err(TrainError::io(path, "it cannot be read"))?
            .len(),
        sha256: hash(path)?,
        source: format!("{}, {} names", backbone.container(), backbone.naming()),
        shapes: format!(
            "embedding {}; vision width {}, {} blocks, patch {}; text width {}, {} blocks, {} tokens",
            config.embed_dim,
            config.vision.width,
            config.vision.layers,
            config.vision.patch,
            config.text.width,
            config.text.layers,
            config.text.vocab,
        ),
    })
}

/// The machine.
pub fn hardware(machine: &RunMachine) -> HardwareRecord {
    let first_line_of = |path: &str, name: &str| {
        let text = std::fs::read_to_string(path).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(
            line.split_once(':')
                .map_or(line, |(_, value)| value)
                .trim()
                .to_owned(),
        )
    };
    let on_cuda = matches!(machine.placement.device, Device::Cuda(_));
    HardwareRecord {
        device: machine.device.clone(),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        processor: first_line_of("/proc/cpuinfo", "model name"),
        driver: on_cuda
            .then(|| first_line_of("/proc/driver/nvidia/version", "NVRM"))
            .flatten(),
        threads: rayon::current_num_threads(),
        peak_memory: None,
    }
}

/// The sizes of prompts.
pub fn shape_text(shape: &PromptShape) -> String {
    format!(
        "{} context and {} class tokens of {}, hidden {}, embedding {}",
        shape.n_ctx, shape.n_cls, shape.text_width, shape.hidden, shape.embed_dim
    )
}

/// sha256 of a file.
pub fn hash(path: &Path) -> Result<String, TrainError> {
    fingerprint::of_file(path).map_err(TrainError::io(path, "it cannot be read"))
}

/// A path's last part.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || printable_path(path),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// A path that holds wherever the program is run from.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
