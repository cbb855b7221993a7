//! Why a training run cannot begin or go on.

use crate::base::printable_path;
use crate::clip::BackboneError;
use crate::dataset::DatasetError;
use crate::detector::{CheckpointError, DetectorError};
use crate::picture::PictureError;
use crate::run::{RunError, is_disk_full};
use crate::tensors::TensorError;
use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

/// Why a training run cannot begin or go on.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// The backbone cannot be read.
    #[error(transparent)]
    Backbone(#[from] BackboneError),
    /// The prompts to begin with cannot be used, or a checkpoint cannot be written.
    #[error(transparent)]
    Prompts(#[from] CheckpointError),
    /// A setting does not go with the backbone.
    #[error(transparent)]
    Detector(#[from] DetectorError),
    /// The dataset cannot be read.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A file of tensors.
    #[error(transparent)]
    Tensors(#[from] TensorError),
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
    /// A run that is not the protocol it claims to be.
    #[error(
        "this is not the protocol {preset}: {broken}\n  what to do: leave --preset out, or what contradicts it"
    )]
    PresetBroken {
        /// Its name.
        preset: &'static str,
        /// What differs.
        broken: String,
    },
    /// Nothing to train on.
    #[error("{}: {reason}", printable_path(root))]
    NoSamples {
        /// The dataset.
        root: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// A picture or mask of the dataset.
    #[error("{cause}\n  what to do: repair the file, or take it out of the dataset")]
    Picture {
        /// The decoder's word.
        cause: PictureError,
    },
    /// The decoder failed in a way it should not.
    #[error(
        "{path}: the decoder failed on this file; the file is damaged, or this is a defect worth reporting"
    )]
    DecoderPanicked {
        /// The file, made safe to print.
        path: String,
    },
    /// The features would take more room than allowed.
    #[error(
        "the features of {pictures} pictures take {needed}, and the limit is {limit}\n  what to do: {advice}"
    )]
    FeaturesTooLarge {
        /// Pictures.
        pictures: usize,
        /// Estimate.
        needed: String,
        /// Limit.
        limit: String,
        /// Knobs.
        advice: &'static str,
    },
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
    /// The run's folder or a file that every run has.
    #[error(transparent)]
    Run(#[from] RunError),
    /// What a resumed run was begun with has changed.
    #[error(
        "{} cannot go on: {changed}\n  what to do: bring it back as it was, or begin a new run",
        printable_path(folder)
    )]
    Changed {
        /// The run.
        folder: PathBuf,
        /// What has changed, from what to what.
        changed: String,
    },
    /// A record cannot be written or read.
    #[error("the record of the run: {0}")]
    Record(String),
    /// The loss is not a number: every later step would be lost.
    #[error(
        "the loss of step {step} is not a number; the checkpoints before it are good\n  what to do: a lower learning \
         rate, or look for a picture whose features are not numbers"
    )]
    NotANumber {
        /// The step.
        step: u64,
    },
    /// candle failed.
    #[error(transparent)]
    Candle(#[from] candle_core::Error),
    /// Somebody asked to stop before the first step.
    #[error("cancelled")]
    Cancelled,
}

impl TrainError {
    /// For a setting out of range.
    pub(super) fn setting(setting: &'static str, found: impl Display, expected: impl Into<String>) -> Self {
        Self::Setting {
            setting,
            found: found.to_string(),
            expected: expected.into(),
        }
    }

    /// For `path`, on which `action` failed.
    pub(super) fn io<'p>(path: &'p Path, action: &'static str) -> impl FnOnce(io::Error) -> Self + 'p {
        move |cause| Self::Io {
            path: path.to_owned(),
            action,
            cause,
        }
    }

    /// Whether other options would have worked with the same files.
    pub fn is_usage(&self) -> bool {
        if let Self::Run(error) = self {
            return error.is_usage();
        }
        matches!(
            self,
            Self::Setting { .. }
                | Self::PresetBroken { .. }
                | Self::NoSamples { .. }
                | Self::FeaturesTooLarge { .. }
                | Self::Detector(DetectorError::Setting { .. })
                | Self::Backbone(BackboneError::StateWord { .. } | BackboneError::PromptTooLong { .. })
        )
    }

    /// Whether there was no room left on a disk.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::Run(error) => error.is_disk_full(),
            Self::Io { cause, .. }
            | Self::Tensors(TensorError::Write { cause, .. })
            | Self::Prompts(CheckpointError::Tensors(TensorError::Write { cause, .. })) => {
                is_disk_full(cause)
            }
            _ => false,
        }
    }
}
