//! The folder itself: its paths, its lock, its log.

use super::clock::{now, rfc3339};
use super::record::RunRecord;
use crate::base::printable;
use crate::train::TrainError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A run's folder, held by this process alone.
#[derive(Debug)]
pub struct RunFolder {
    folder: PathBuf,
    log: RunLog,
}

/// `log.txt`; locked while it is open, whatever ends the process.
#[derive(Debug, Clone)]
pub struct RunLog(Arc<File>);

impl RunLog {
    /// Adds text, each line with the time. A log that cannot be written stops nothing.
    pub fn write(&self, text: &str) {
        for line in text.lines() {
            let _ = writeln!(&*self.0, "{} {}", rfc3339(now()), printable(line));
        }
    }
}

impl RunFolder {
    /// Makes the folder of a new run. It must be new or empty.
    pub fn create(folder: &Path) -> Result<Self, TrainError> {
        if Self::record_path(folder).exists() {
            return Err(TrainError::RunFolder {
                folder: folder.to_owned(),
                reason: "already holds a run; name another folder, or go on with it by --resume".to_owned(),
            });
        }
        let checkpoints = folder.join("checkpoints");
        let mut others = std::fs::read_dir(folder).into_iter().flatten().flatten();
        // What a process that was killed before its record left behind is no reason to refuse.
        if others.any(|entry| {
            !["checkpoints", "log.txt"]
                .iter()
                .any(|ours| entry.file_name() == *ours)
        }) {
            return Err(TrainError::RunFolder {
                folder: folder.to_owned(),
                reason: "is not empty; name a folder that is new or empty".to_owned(),
            });
        }
        std::fs::create_dir_all(&checkpoints)
            .map_err(TrainError::io(&checkpoints, "the folder cannot be made"))?;
        Self::lock(folder)
    }

    /// Opens the folder of a run that is to go on, and clears away what a killed process was writing.
    pub fn reopen(folder: &Path) -> Result<(Self, RunRecord), TrainError> {
        let record = RunRecord::read(&Self::record_path(folder))?;
        let run = Self::lock(folder)?;
        for inner in [folder.to_owned(), folder.join("checkpoints")] {
            for entry in std::fs::read_dir(&inner).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                if name.starts_with('.') && name.ends_with(".tmp") {
                    let _ = std::fs::remove_file(entry.path());
                }
            }
        }
        Ok((run, record))
    }

    fn lock(folder: &Path) -> Result<Self, TrainError> {
        let path = folder.join("log.txt");
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(TrainError::io(&path, "the log cannot be opened"))?;
        match log.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(TrainError::RunFolder {
                    folder: folder.to_owned(),
                    reason: "is in use: another process is training in it".to_owned(),
                });
            }
            // Some network file systems know no locks.
            Err(TryLockError::Error(_)) => {}
        }
        Ok(Self {
            folder: folder.to_owned(),
            log: RunLog(Arc::new(log)),
        })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Where the record of the run in `folder` lies.
    pub fn record_path(folder: &Path) -> PathBuf {
        folder.join("run.toml")
    }

    /// The record.
    pub fn record(&self) -> PathBuf {
        Self::record_path(&self.folder)
    }

    /// The metrics.
    pub fn metrics(&self) -> PathBuf {
        self.folder.join("metrics.jsonl")
    }

    /// The state to go on from.
    pub fn resume_state(&self) -> PathBuf {
        self.folder.join("resume.safetensors")
    }

    /// The heartbeat.
    pub fn heartbeat(&self) -> PathBuf {
        self.folder.join("heartbeat")
    }

    /// The checkpoint after `epoch`.
    pub fn checkpoint(&self, epoch: usize) -> PathBuf {
        self.folder
            .join("checkpoints")
            .join(format!("epoch_{epoch}.safetensors"))
    }

    /// The log.
    pub fn log(&self) -> RunLog {
        self.log.clone()
    }
}
