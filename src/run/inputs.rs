//! A run's inputs, its program and its machine in words, for the record.

use super::{BackboneRecord, DatasetRecord, HardwareRecord, ProgramRecord, PromptsRecord, Reading, RunError};
use crate::base::{CancelToken, printable_path, sha256_of_file};
use crate::clip::BackboneFile;
use crate::dataset::{CachePolicy, DatasetError, DatasetIndex, IndexOptions, Label, Pairing, Sample, Split};
use crate::detector::{Placement, PromptCheckpoint, PromptShape};
use candle_core::Device;
use std::path::{Path, PathBuf};

impl ProgramRecord {
    /// This program, its vision tower as `placement` has it.
    pub fn new(placement: &Placement) -> Self {
        let features = [
            ("cuda", cfg!(feature = "cuda")),
            ("cudnn", cfg!(feature = "cudnn")),
            ("metal", cfg!(feature = "metal")),
            ("accelerate", cfg!(feature = "accelerate")),
        ];
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            revision: option_env!("VIP2CLIP_GIT_REVISION").map(str::to_owned),
            features: features
                .into_iter()
                .filter(|(_, on)| *on)
                .map(|(name, _)| name.to_owned())
                .collect(),
            precision: format!("{:?}", placement.dtype).to_lowercase(),
        }
    }
}

impl BackboneRecord {
    /// Hashes the file.
    pub fn new(backbone: &BackboneFile) -> Result<Self, RunError> {
        let path = backbone.path();
        let config = backbone.config();
        Ok(Self {
            name: file_name(path),
            path: absolute(path),
            size: size(path)?,
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
}

impl PromptsRecord {
    /// Prompts that come from no file.
    pub fn fresh(shape: &PromptShape) -> Self {
        Self {
            name: "new".to_owned(),
            path: None,
            size: None,
            sha256: None,
            trained_on: None,
            shapes: shape_text(shape),
        }
    }

    /// The prompts in the file at `path`, which is hashed.
    pub fn of_file(path: &Path, checkpoint: &PromptCheckpoint) -> Result<Self, RunError> {
        Ok(Self {
            name: file_name(path),
            path: Some(absolute(path)),
            size: Some(size(path)?),
            sha256: Some(hash(path)?),
            trained_on: checkpoint.metadata().get("trained_on").cloned(),
            shapes: shape_text(checkpoint.shape()),
        })
    }
}

impl Reading {
    /// Opens the dataset in `root` as it says.
    pub fn open(&self, root: &Path, cancel: &CancelToken) -> Result<DatasetIndex, DatasetError> {
        let options = IndexOptions {
            kind: self.kind.clone(),
            pairing: if self.pair_by_place {
                Pairing::Reference
            } else {
                Pairing::Stem
            },
            allow_outside: self.allow_outside,
            cache: CachePolicy::Use,
            cancel: cancel.clone(),
        };
        crate::dataset::open(root, &options)
    }
}

impl DatasetRecord {
    /// The labelled samples of a split.
    pub fn new(index: &DatasetIndex, reading: &Reading, split: Split, labelled: &[Sample]) -> Self {
        let count = |label| {
            labelled
                .iter()
                .filter(|sample| sample.label == Some(label))
                .count()
        };
        Self {
            name: index.kind.to_owned(),
            variant: index.variant.clone(),
            root: index.root.clone(),
            reading: reading.clone(),
            fingerprint: index.fingerprint.clone(),
            split: split.name().to_owned(),
            samples: labelled.len(),
            normal: count(Label::Normal),
            anomalous: count(Label::Anomalous),
            with_mask: labelled
                .iter()
                .filter(|sample| sample.label == Some(Label::Anomalous) && sample.mask.is_some())
                .count(),
            unlabelled: index.samples(split).len() - labelled.len(),
            excluded: index.excluded.len(),
        }
    }
}

impl HardwareRecord {
    /// This machine; `name` is the device's as the user calls it.
    pub fn new(name: &str, device: &Device) -> Self {
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
        let on_cuda = matches!(device, Device::Cuda(_));
        Self {
            device: name.to_owned(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            processor: first_line_of("/proc/cpuinfo", "model name"),
            driver: on_cuda
                .then(|| first_line_of("/proc/driver/nvidia/version", "NVRM"))
                .flatten(),
            threads: rayon::current_num_threads(),
            peak_memory: None,
        }
    }
}

/// The sizes of prompts.
fn shape_text(shape: &PromptShape) -> String {
    format!(
        "{} context and {} class tokens of {}, hidden {}, embedding {}",
        shape.n_ctx, shape.n_cls, shape.text_width, shape.hidden, shape.embed_dim
    )
}

fn size(path: &Path) -> Result<u64, RunError> {
    let found = std::fs::metadata(path).map_err(RunError::io(path, "it cannot be read"))?;
    Ok(found.len())
}

/// sha256 of a file.
pub fn hash(path: &Path) -> Result<String, RunError> {
    sha256_of_file(path).map_err(RunError::io(path, "it cannot be read"))
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
