//! `run.toml`: what a run was begun with and what became of it.

use crate::base::write_atomically;
use crate::train::{Estimate, FeatureOptions, FeaturePlace, TrainError, TrainSettings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The form of the record; a program reads no newer one.
pub const SCHEMA: u32 = 1;

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunStatus {
    /// It runs; without a heartbeat it died.
    Running,
    /// It was asked to stop and can go on.
    Stopped,
    /// It failed and can go on once the reason is gone.
    Failed,
    /// All epochs are done.
    Finished,
}

/// The record of a training run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Form of this file.
    pub schema: u32,
    /// Names the run: when it began, and by which process.
    pub identity: String,
    /// `train`.
    pub kind: String,
    /// The run whose prompts it began with, where they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What became of it.
    pub status: RunStatus,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// As typed, program first. A resumed run keeps its first.
    pub command_line: Vec<String>,
    /// Protocol that it keeps to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// Settings that are not the defaults.
    pub changed_settings: Vec<String>,
    /// Times.
    pub times: RunTimes,
    /// The program.
    pub program: ProgramRecord,
    /// All settings.
    pub settings: TrainSettings,
    /// CLIP.
    pub backbone: BackboneRecord,
    /// The prompts at the beginning.
    pub prompts: PromptsRecord,
    /// What is trained on.
    pub dataset: DatasetRecord,
    /// Frozen features.
    pub features: FeatureRecord,
    /// The machine.
    pub hardware: HardwareRecord,
    /// What was done, epoch by epoch.
    #[serde(default)]
    pub epochs: Vec<EpochRecord>,
}

/// When things happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RunTimes {
    /// First begun, UTC.
    pub started: String,
    /// Gone on with, UTC each.
    pub resumed: Vec<String>,
    /// When it last ended, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// Seconds per phase, over all its lives.
    pub seconds: BTreeMap<String, f64>,
}

/// Which program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgramRecord {
    /// Its version.
    pub version: String,
    /// Git revision of a release build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Cargo features.
    pub features: Vec<String>,
    /// Precision of the vision tower's weights; the rest of training is f32.
    pub precision: String,
}

/// Which CLIP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BackboneRecord {
    /// File name.
    pub name: String,
    /// Where it was read from.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// Of the file.
    pub sha256: String,
    /// Container and naming.
    pub source: String,
    /// Sizes: D, V, W and so on.
    pub shapes: String,
}

/// Which prompts it began with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PromptsRecord {
    /// `new`, or the file's name.
    pub name: String,
    /// Where they were read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// Of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What they had been trained on, where they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trained_on: Option<String>,
    /// e, r, hidden, D, W.
    pub shapes: String,
}

/// Which dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatasetRecord {
    /// As the catalogue calls it.
    pub name: String,
    /// Packaging and variant.
    pub variant: String,
    /// Where it lies.
    pub root: PathBuf,
    /// Of its index.
    pub fingerprint: String,
    /// The split that is trained on.
    pub split: String,
    /// Pictures trained on.
    pub samples: usize,
    /// Of these, normal.
    pub normal: usize,
    /// Of these, anomalous.
    pub anomalous: usize,
    /// Of these, with a mask file.
    pub with_mask: usize,
    /// Pictures of the split that nobody labelled.
    pub unlabelled: usize,
    /// Files and folders left out by the index.
    pub excluded: usize,
}

/// How frozen features were kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureRecord {
    /// What was asked for.
    pub options: FeatureOptions,
    /// Where they are.
    pub place: FeaturePlace,
    /// What they take.
    pub estimate: Estimate,
}

/// Which machine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HardwareRecord {
    /// Device of training.
    pub device: String,
    /// System and architecture.
    pub system: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processor: Option<String>,
    /// The GPU's driver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// Threads in use.
    pub threads: usize,
    /// Largest memory of the process, bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_memory: Option<u64>,
}

/// One epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// From 1.
    pub epoch: usize,
    /// sha256 of the order of its pictures.
    pub order: String,
    /// Mean over its pictures.
    pub loss_segmentation: f64,
    /// Mean over its pictures.
    pub loss_image: f64,
    /// When it was done, UTC.
    pub finished: String,
    /// sha256 of its checkpoint.
    pub checkpoint: String,
}

impl RunRecord {
    /// Writes it; the file appears whole or the last one stays.
    pub fn write(&self, path: &Path) -> Result<(), TrainError> {
        let text = toml::to_string(self).map_err(|error| TrainError::Record(error.to_string()))?;
        write_atomically(path, |out| out.write_all(text.as_bytes()))
            .map_err(TrainError::io(path, "the record cannot be written"))
    }

    /// Reads it back.
    pub fn read(path: &Path) -> Result<Self, TrainError> {
        let unreadable = |reason: String| TrainError::RunFolder {
            folder: path.parent().unwrap_or(path).to_owned(),
            reason: format!("holds no training run that this program can read: run.toml: {reason}"),
        };
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        let schema = text
            .lines()
            .find_map(|line| line.strip_prefix("schema = ")?.trim().parse::<u32>().ok());
        match schema {
            Some(schema) if schema > SCHEMA => Err(unreadable(format!(
                "its form is number {schema}, and this program knows up to {SCHEMA}; a newer one can read it"
            ))),
            _ => toml::from_str(&text).map_err(|error| unreadable(error.to_string())),
        }
    }

    /// Adds to the seconds of a phase.
    pub fn add_seconds(&mut self, phase: &str, seconds: f64) {
        *self.times.seconds.entry(phase.to_owned()).or_default() += seconds;
    }
}
