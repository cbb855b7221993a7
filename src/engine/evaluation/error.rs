//! Why an evaluation cannot go on.

use crate::base::printable_path;
use crate::detector::DetectorError;
use crate::run::RunError;
use crate::train::TrainError;
use std::path::PathBuf;

/// Why an evaluation cannot be begun or go on. What was done is kept.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// Somebody cancelled while it was being prepared.
    #[error("cancelled")]
    Cancelled,
    /// Its folder.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The model.
    #[error(transparent)]
    Detector(#[from] DetectorError),
    /// The dataset.
    #[error(transparent)]
    Dataset(TrainError),
    /// An input is not what it was when the run was begun.
    #[error(
        "{}: the run cannot go on, as its inputs have changed: {changed}\n  what to do: bring them back, or begin \
         a new run", printable_path(.folder)
    )]
    Changed {
        /// The run.
        folder: PathBuf,
        /// What has changed.
        changed: String,
    },
    /// Runs that are no shards of one evaluation.
    #[error("{}: {reason}", printable_path(.folder))]
    Shards {
        /// The run that does not fit.
        folder: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file of maps.
    #[error("{}: {action}: {cause}", printable_path(.path))]
    Maps {
        /// The file.
        path: PathBuf,
        /// What failed.
        action: &'static str,
        /// Why.
        cause: std::io::Error,
    },
    /// The numbers do not fit together: a defect of this program.
    #[error("{0}; this is a defect of the program, please report it")]
    Internal(String),
}

impl From<TrainError> for EvaluationError {
    fn from(error: TrainError) -> Self {
        match error {
            TrainError::Cancelled => Self::Cancelled,
            other => Self::Dataset(other),
        }
    }
}

impl EvaluationError {
    /// Wraps an error of a file of maps.
    pub(super) fn maps(path: &std::path::Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Maps { path, action, cause }
    }
}
