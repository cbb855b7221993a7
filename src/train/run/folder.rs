//! The folder itself: its paths, its lock, its log.

use super::clock::{now, rfc3339};
use super::paths::{RunPaths, is_leftover};
use super::record::RunRecord;
use crate::base::printable;
use crate::train::TrainError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// A run's folder, held by this process alone.
#[derive(Debug)]
pub struct RunFolder {
    paths: RunPaths,
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
        if RunPaths::new(folder).record().exists() {
            return Err(TrainError::RunFolder {
                folder: folder.to_owned(),
                reason: "already holds a run; name another folder, or go on with it by --resume".to_owned(),
            });
        }
        let checkpoints = RunPaths::new(folder).checkpoints();
        let mut others = std::fs::read_dir(folder).into_iter().flatten().flatten();
        // What a process that was killed before its record left behind is no reason to refuse.
        if others.any(|entry| !RunPaths::is_ours(&entry.file_name())) {
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
        let record = RunRecord::read(&RunPaths::new(folder).record())?;
        let run = Self::lock(folder)?;
        for inner in [folder.to_owned(), RunPaths::new(folder).checkpoints()] {
            for entry in std::fs::read_dir(&inner).into_iter().flatten().flatten() {
                if is_leftover(&entry.file_name()) {
                    let _ = std::fs::remove_file(entry.path());
                }
            }
        }
        Ok((run, record))
    }

    fn lock(folder: &Path) -> Result<Self, TrainError> {
        let path = RunPaths::new(folder).log();
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
            paths: RunPaths::new(folder),
            log: RunLog(Arc::new(log)),
        })
    }

    /// Where everything lies.
    pub fn paths(&self) -> &RunPaths {
        &self.paths
    }

    /// The open log.
    pub fn log(&self) -> RunLog {
        self.log.clone()
    }
}
