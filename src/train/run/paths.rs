//! Where everything of a run lies, for the process that trains and for all that look on.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

const RECORD: &str = "run.toml";
const METRICS: &str = "metrics.jsonl";
const STATE: &str = "resume.safetensors";
const HEARTBEAT: &str = "heartbeat";
const LOG: &str = "log.txt";
const CHECKPOINTS: &str = "checkpoints";

/// The paths in a run's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunPaths(PathBuf);

impl RunPaths {
    /// Of the run in `folder`.
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The record.
    pub fn record(&self) -> PathBuf {
        self.0.join(RECORD)
    }

    /// The metrics.
    pub fn metrics(&self) -> PathBuf {
        self.0.join(METRICS)
    }

    /// The state to go on from.
    pub fn resume_state(&self) -> PathBuf {
        self.0.join(STATE)
    }

    /// The heartbeat.
    pub fn heartbeat(&self) -> PathBuf {
        self.0.join(HEARTBEAT)
    }

    /// The log.
    pub fn log(&self) -> PathBuf {
        self.0.join(LOG)
    }

    /// The folder of the checkpoints.
    pub fn checkpoints(&self) -> PathBuf {
        self.0.join(CHECKPOINTS)
    }

    /// The checkpoint after `epoch`.
    pub fn checkpoint(&self, epoch: usize) -> PathBuf {
        self.checkpoints().join(format!("epoch_{epoch}.safetensors"))
    }

    /// Whether a run makes a file or folder of this name, or may leave it half-written.
    pub(super) fn is_ours(name: &OsStr) -> bool {
        let ours = [METRICS, STATE, HEARTBEAT, LOG, CHECKPOINTS]
            .iter()
            .any(|ours| name == *ours);
        ours || is_leftover(name)
    }
}

/// Whether this is what [`crate::base::write_atomically`] leaves when its process is killed.
pub fn is_leftover(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') && name.ends_with(".tmp")
}
