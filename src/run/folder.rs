//! The folder itself: its paths, its lock, its log.

use super::clock::{now, rfc3339};
use super::paths::RunPaths;
use super::{RunError, RunKind};
use crate::base::{is_leftover, printable};
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
    /// Makes the folder of a new run. It must be new, or empty but for files that this kind of run makes before its
    /// record: those named `own`, and those of every run.
    pub fn create(folder: &Path, kind: RunKind, own: &[&str]) -> Result<Self, RunError> {
        let refused = |reason: &str| RunError::Folder {
            folder: folder.to_owned(),
            reason: reason.to_owned(),
        };
        if RunPaths::new(folder).record().exists() {
            return Err(refused(
                "already holds a run; name another folder, or go on with it by --resume",
            ));
        }
        let mut others = std::fs::read_dir(folder).into_iter().flatten().flatten();
        // What a process that was killed before its record left behind is no reason to refuse.
        if others.any(|entry| {
            let name = entry.file_name();
            !RunPaths::is_ours(&name) && own.iter().all(|own| name != *own)
        }) {
            return Err(refused("is not empty; name a folder that is new or empty"));
        }
        std::fs::create_dir_all(folder).map_err(RunError::io(folder, "the folder cannot be made"))?;
        let run = Self::lock(folder, kind)?;
        clear_leftovers(folder);
        Ok(run)
    }

    /// Holds the folder of a run that is to go on, and clears away what a killed process was writing in it and in the
    /// folders named `inner`.
    pub fn reopen(folder: &Path, kind: RunKind, inner: &[&str]) -> Result<Self, RunError> {
        let run = Self::lock(folder, kind)?;
        clear_leftovers(folder);
        inner.iter().for_each(|name| clear_leftovers(&folder.join(name)));
        Ok(run)
    }

    fn lock(folder: &Path, kind: RunKind) -> Result<Self, RunError> {
        let path = RunPaths::new(folder).log();
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(RunError::io(&path, "the log cannot be opened"))?;
        match log.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(RunError::Folder {
                    folder: folder.to_owned(),
                    reason: format!("is in use: another process is {} in it", kind.doing()),
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

/// Removes what a killed process was writing.
fn clear_leftovers(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_leftover(&entry.file_name()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
