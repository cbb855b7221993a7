//! Why a model cannot be used, or a detection was not made.

use super::CheckpointError;
use crate::clip::BackboneError;

/// Why a model cannot be used, or a detection was not made.
#[derive(Debug, thiserror::Error)]
pub enum DetectorError {
    /// The backbone cannot be read.
    #[error(transparent)]
    Backbone(#[from] BackboneError),
    /// The prompts cannot be read, or do not go with the backbone.
    #[error(transparent)]
    Prompts(#[from] CheckpointError),
    /// A setting does not go with the model.
    #[error("{setting} is {found}, but this backbone needs {expected}")]
    Setting {
        /// The option's name.
        setting: &'static str,
        /// What was asked for.
        found: String,
        /// What would do.
        expected: String,
    },
    /// The pictures were prepared for another size.
    #[error("a picture of {found}×{found} px was given to a model for {expected}×{expected} px")]
    InputSize {
        /// S of the model.
        expected: usize,
        /// S of the picture.
        found: usize,
    },
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
    /// candle failed.
    #[error(transparent)]
    Candle(#[from] candle_core::Error),
}
