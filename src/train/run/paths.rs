//! Where the files of a training run lie, for the process that trains and for all that look on.

use crate::run::{RunError, RunFolder, RunKind, RunPaths};
use std::path::{Path, PathBuf};

const STATE: &str = "resume.safetensors";
const VALIDATION: &str = "validation.jsonl";
const CHECKPOINTS: &str = "checkpoints";

/// The paths in a training run's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainPaths(RunPaths);

impl TrainPaths {
    /// Of the run in `folder`.
    pub fn new(folder: &Path) -> Self {
        Self(RunPaths::new(folder))
    }

    /// Makes the folder of a new run, which must be new or empty, and holds it.
    pub fn create(folder: &Path) -> Result<RunFolder, RunError> {
        let held = RunFolder::create(folder, RunKind::Train, &[STATE, VALIDATION, CHECKPOINTS])?;
        let checkpoints = Self::new(folder).checkpoints();
        std::fs::create_dir_all(&checkpoints)
            .map_err(RunError::io(&checkpoints, "the folder cannot be made"))?;
        Ok(held)
    }

    /// Holds the folder of a run that is to go on.
    pub fn reopen(folder: &Path) -> Result<RunFolder, RunError> {
        RunFolder::reopen(folder, RunKind::Train, &[CHECKPOINTS])
    }

    /// What every run has.
    pub fn run(&self) -> &RunPaths {
        &self.0
    }

    /// The state to go on from.
    pub fn resume_state(&self) -> PathBuf {
        self.0.folder().join(STATE)
    }

    /// What the epochs reached on another dataset, a line each.
    pub fn validation(&self) -> PathBuf {
        self.0.folder().join(VALIDATION)
    }

    /// The folder of the checkpoints.
    pub fn checkpoints(&self) -> PathBuf {
        self.0.folder().join(CHECKPOINTS)
    }

    /// The checkpoint after `epoch`.
    pub fn checkpoint(&self, epoch: usize) -> PathBuf {
        self.checkpoints().join(format!("epoch_{epoch}.safetensors"))
    }

    /// The checkpoint that did best on another dataset.
    pub fn best_checkpoint(&self) -> PathBuf {
        self.checkpoints().join("best.safetensors")
    }
}
