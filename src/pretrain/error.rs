//! Why a model cannot be made.

use crate::base::printable_path;
use crate::clip::BackboneError;
use crate::detector::{CheckpointError, DetectorError};
use crate::tensors::TensorError;
use crate::train::TrainError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a model cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PretrainError {
    /// A setting makes no sense.
    #[error("{setting} is {found}, expected {expected}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// What was asked for.
        found: String,
        /// What would do.
        expected: String,
    },
    /// A new run in a folder that holds one.
    #[error(
        "{} holds a run already\n  what to do: go on with it (--resume), or name another folder",
        printable_path(.0)
    )]
    Taken(PathBuf),
    /// The state of a run cannot be used.
    #[error("{}: {reason}", printable_path(file))]
    State {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {cause}", printable_path(file))]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The loss is no number any more.
    #[error("the loss of step {step} is not a finite number\n  what to do: a smaller --learning-rate")]
    Diverged {
        /// From 1.
        step: usize,
    },
    /// The model that was written cannot be read back.
    #[error(transparent)]
    Backbone(#[from] BackboneError),
    /// The prompts cannot be made or written.
    #[error(transparent)]
    Prompts(#[from] CheckpointError),
    /// The prompts to begin with cannot be made.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// A setting does not go with the model.
    #[error(transparent)]
    Detector(#[from] DetectorError),
    /// A file of tensors.
    #[error(transparent)]
    Tensors(#[from] TensorError),
    /// candle failed.
    #[error(transparent)]
    Candle(#[from] candle_core::Error),
}

impl PretrainError {
    /// For `map_err` of what the file system says about `file`.
    pub(super) fn io(file: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |cause| Self::Io {
            file: file.to_owned(),
            cause,
        }
    }
}
