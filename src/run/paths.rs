//! Where the files lie that every run has, for the process that works and for all that look on.

use crate::base::is_leftover;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

const RECORD: &str = "run.toml";
const METRICS: &str = "metrics.jsonl";
const HEARTBEAT: &str = "heartbeat";
const LOG: &str = "log.txt";
const OUTPUT: &str = "output.txt";

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

    /// The heartbeat.
    pub fn heartbeat(&self) -> PathBuf {
        self.0.join(HEARTBEAT)
    }

    /// The log.
    pub fn log(&self) -> PathBuf {
        self.0.join(LOG)
    }

    /// stdout and stderr of a detached process.
    pub fn output(&self) -> PathBuf {
        self.0.join(OUTPUT)
    }

    /// Whether any run makes a file of this name before its record, or may leave it half-written.
    pub(super) fn is_ours(name: &OsStr) -> bool {
        let ours = [METRICS, HEARTBEAT, LOG, OUTPUT].iter().any(|ours| name == *ours);
        ours || is_leftover(name)
    }
}
