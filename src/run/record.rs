//! `run.toml`: what a run was begun with and what became of it; the parts that every kind of run has.

use super::{RunError, RunKind, RunStatus, now, rfc3339};
use crate::base::{stored_path, write_atomically};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The form of the record; a program reads no newer one.
pub const SCHEMA: u32 = 1;

/// The keys that the record of every kind of run has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunHead {
    /// Form of this file.
    pub schema: u32,
    /// Names the run: when it began, and by which process.
    pub identity: String,
    /// What it does.
    pub kind: RunKind,
    /// What became of it.
    pub status: RunStatus,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// As typed, program first. A resumed run keeps its first.
    pub command_line: Vec<String>,
    /// Times.
    pub times: RunTimes,
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
    #[serde(with = "stored_path")]
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
    #[serde(
        with = "stored_path::option",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub path: Option<PathBuf>,
    /// Bytes of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What they had been trained on, where they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trained_on: Option<String>,
    /// e, r, hidden, D, W.
    pub shapes: String,
}

/// What the user said about reading a dataset's folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Take it for this kind instead of recognising it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Pair images and masks by their places in the sorted lists, as the released code does.
    pub pair_by_place: bool,
    /// Accept paths outside the folder in its index file.
    pub allow_outside: bool,
}

/// Which dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatasetRecord {
    /// As the catalogue calls it.
    pub name: String,
    /// Packaging and variant.
    pub variant: String,
    /// Where it lies.
    #[serde(with = "stored_path")]
    pub root: PathBuf,
    /// How its folder was read.
    pub reading: Reading,
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

impl RunHead {
    /// Reads what every record has; the rest is not looked at.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        parse(path, &text_of(path)?)
    }
}

impl RunTimes {
    /// Begun now.
    pub fn started_now() -> Self {
        Self {
            started: rfc3339(now()),
            ..Self::default()
        }
    }

    /// Adds to the seconds of a phase.
    pub fn add_seconds(&mut self, phase: &str, seconds: f64) {
        *self.seconds.entry(phase.to_owned()).or_default() += seconds;
    }
}

/// A new run's name.
pub fn identity() -> String {
    format!("{}-{}", rfc3339(now()), std::process::id())
}

/// Writes a record; the file appears whole or the last one stays.
pub fn write_record<T: Serialize>(record: &T, path: &Path) -> Result<(), RunError> {
    let text = toml::to_string(record).map_err(|error| RunError::Record(error.to_string()))?;
    write_atomically(path, |out| out.write_all(text.as_bytes()))
        .map_err(RunError::io(path, "the record cannot be written"))
}

/// Reads the record of a run of this kind.
pub fn read_record<T: DeserializeOwned>(path: &Path, kind: RunKind) -> Result<T, RunError> {
    let text = text_of(path)?;
    let head: RunHead = parse(path, &text)?;
    if head.kind != kind {
        let reason = format!(
            "it is of the kind {}, and a run of the kind {} is wanted",
            head.kind.name(),
            kind.name()
        );
        return Err(unreadable(path, &reason));
    }
    parse(path, &text)
}

/// The text, where its form is one that this program knows.
fn text_of(path: &Path) -> Result<String, RunError> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error.to_string()))?;
    let schema = text
        .lines()
        .find_map(|line| line.strip_prefix("schema = ")?.trim().parse::<u32>().ok());
    match schema {
        Some(schema) if schema > SCHEMA => Err(unreadable(
            path,
            &format!(
                "its form is number {schema}, and this program knows up to {SCHEMA}; a newer one can read it"
            ),
        )),
        _ => Ok(text),
    }
}

fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, RunError> {
    toml::from_str(text).map_err(|error| unreadable(path, &error.to_string()))
}

fn unreadable(path: &Path, reason: &str) -> RunError {
    RunError::Folder {
        folder: path.parent().unwrap_or(path).to_owned(),
        reason: format!("holds no run that this program can read: run.toml: {reason}"),
    }
}
