//! Why a run's folder cannot be used.

use crate::base::printable_path;
use std::io;
use std::path::{Path, PathBuf};

/// Why a run's folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A file or folder of the run.
    #[error("{}: {action}: {cause}", printable_path(path))]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the system said.
        cause: io::Error,
    },
    /// The folder already holds a run, or something else.
    #[error("{} {reason}", printable_path(folder))]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// A process ended before its run began.
    #[error("{} was not begun{}: {words}", printable_path(folder), status.map(|status| format!(" (status {status})")).unwrap_or_default())]
    NotStarted {
        /// The run's folder.
        folder: PathBuf,
        /// What the process said.
        words: String,
        /// Its exit status; none after a signal.
        status: Option<i32>,
    },
    /// A record or a line cannot be written.
    #[error("the record of the run: {0}")]
    Record(String),
}

impl RunError {
    /// For `path`, on which `action` failed.
    pub fn io<'p>(path: &'p Path, action: &'static str) -> impl FnOnce(io::Error) -> Self + 'p {
        move |cause| Self::Io {
            path: path.to_owned(),
            action,
            cause,
        }
    }

    /// Whether another folder would have done.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::Folder { .. } | Self::NotStarted { status: Some(2), .. }
        )
    }

    /// Whether there was no room left on a disk.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Io { cause, .. } if is_disk_full(cause))
    }
}

/// Whether there was no room left on a disk, or no more allowed.
pub fn is_disk_full(cause: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(cause.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}
