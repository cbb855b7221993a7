//! Why a session cannot be used.

use crate::base::{printable, printable_path};
use crate::dataset::DatasetError;
use crate::dataset::demo::DemoError;
use crate::detector::DetectorError;
use crate::engine::{BatchError, DeviceError, ModelChoiceError};
use crate::run::RunError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a session cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// A file or folder.
    #[error("{}: {action}: {cause}", printable_path(path))]
    Io {
        /// Which.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the system said.
        cause: io::Error,
    },
    /// The file holds something else.
    #[error(
        "{} holds no session that this program can read: {reason}",
        printable_path(path)
    )]
    NotASession {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// It was written by a newer program.
    #[error(
        "{} has schema {found}, and this program reads up to {known}: open it with a newer version of the program",
        printable_path(path)
    )]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest known.
        known: u32,
    },
    /// There is a file of that name.
    #[error("{} exists already: name another file, or add --force to replace it", printable_path(.0))]
    Exists(PathBuf),
    /// No session is called so.
    #[error(
        "there is no session {}: looked in {searched}; `session list` shows what there is",
        printable_path(name)
    )]
    NotFound {
        /// As given.
        name: PathBuf,
        /// Folders, made safe to print.
        searched: String,
    },
    /// The dataset is not where it was.
    #[error(
        "the dataset's root {} is missing: name where {dataset} lies on this machine with --root",
        printable_path(root)
    )]
    RootMissing {
        /// Where it was.
        root: PathBuf,
        /// What it is called.
        dataset: String,
    },
    /// A file of the model is nowhere.
    #[error(
        "the {what} '{}' is missing: it is neither at {} nor, by its hash, in {searched}; name the file with --{what} \
         (sha256 {sha256})",
        printable(name),
        printable_path(path)
    )]
    ModelMissing {
        /// `backbone` or `prompts`.
        what: &'static str,
        /// File name.
        name: String,
        /// Where it was.
        path: PathBuf,
        /// Of the file.
        sha256: String,
        /// Folders, made safe to print.
        searched: String,
    },
    /// A path that leads out of the dataset's root.
    #[error(
        "the session names {}, which lies outside of its dataset's root: nothing outside is read{advice}",
        printable_path(path)
    )]
    Outside {
        /// As recorded.
        path: PathBuf,
        /// What to do.
        advice: &'static str,
    },
    /// An exported file that cannot be taken in.
    #[error("{} cannot be imported: {reason}", printable_path(path))]
    Archive {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// It cannot be exported as asked.
    #[error("it cannot be exported: {0}")]
    Export(String),
    /// It has no pictures.
    #[error("there is nothing to record: no picture was run")]
    Empty,
    /// A record cannot be made.
    #[error("the session's record: {0}")]
    Record(String),
    /// The dataset's folder.
    #[error(transparent)]
    Dataset(DatasetError),
    /// Drawn pictures.
    #[error(transparent)]
    Demo(DemoError),
    /// The model.
    #[error(transparent)]
    Detector(DetectorError),
    /// The model that comes with the project.
    #[error(transparent)]
    Choice(#[from] ModelChoiceError),
    /// The device, or the precision that was recorded.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// An input cannot be described.
    #[error(transparent)]
    Run(#[from] RunError),
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl SessionError {
    /// For `path`, on which `action` failed.
    pub fn io<'p>(path: &'p Path, action: &'static str) -> impl FnOnce(io::Error) -> Self + 'p {
        move |cause| Self::Io {
            path: path.to_owned(),
            action,
            cause,
        }
    }

    /// Whether other options would have worked.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::Exists(_) | Self::NotFound { .. } | Self::Export(_) | Self::Empty
        )
    }
}

impl From<DatasetError> for SessionError {
    fn from(error: DatasetError) -> Self {
        match error {
            DatasetError::Cancelled => Self::Cancelled,
            other => Self::Dataset(other),
        }
    }
}

impl From<DemoError> for SessionError {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Cancelled => Self::Cancelled,
            other => Self::Demo(other),
        }
    }
}

impl From<DetectorError> for SessionError {
    fn from(error: DetectorError) -> Self {
        match error {
            DetectorError::Cancelled => Self::Cancelled,
            other => Self::Detector(other),
        }
    }
}

impl From<BatchError> for SessionError {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::Cancelled => Self::Cancelled,
            BatchError::Detector(error) => error.into(),
        }
    }
}
