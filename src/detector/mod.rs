//! ViP²: ICA, FGP, UTPA, the anomaly map, and the automatic checks on what comes out.

mod checks;
mod detection;
mod settings;

pub use checks::Warning;
pub use detection::{AnomalyMap, Detection, LayerReading, StageTimes};
pub use settings::DetectorSettings;

use crate::base::CancelToken;
use crate::picture::ModelInput;
use candle_core::{DType, Device};
use std::path::PathBuf;

/// The files of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFiles {
    /// CLIP weights, any supported container.
    pub backbone: PathBuf,
    /// Prompt checkpoint, the released `.pth` or our safetensors.
    pub prompts: PathBuf,
}

/// Where the model lives and how it stores its weights.
#[derive(Debug, Clone)]
pub struct Placement {
    /// The candle device.
    pub device: Device,
    /// f32, f16 or bf16.
    pub dtype: DType,
}

/// Told how far a call has come; asked whether to go on. Called on the thread that runs the model.
pub trait Observer {
    /// `done` of `total` blocks of the vision tower.
    fn progress(&self, done: usize, total: usize) {
        let _ = (done, total);
    }
    /// Checked before every block.
    fn cancel(&self) -> CancelToken {
        CancelToken::never()
    }
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;
impl Observer for Unobserved {}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DetectorError {
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
    /// candle failed.
    #[error(transparent)]
    Candle(#[from] candle_core::Error),
}

/// A loaded model.
#[derive(Debug)]
pub struct Detector {
    settings: DetectorSettings,
}

impl Detector {
    /// Loads backbone and prompts.
    pub fn load(
        files: &ModelFiles,
        settings: DetectorSettings,
        placement: &Placement,
    ) -> Result<Self, DetectorError> {
        let _ = (files, placement);
        Ok(Self { settings })
    }

    /// Random weights.
    pub fn random(
        config: &crate::clip::ClipConfig,
        settings: DetectorSettings,
        placement: &Placement,
    ) -> Result<Self, DetectorError> {
        let _ = (config, placement);
        Ok(Self { settings })
    }

    /// The settings in force.
    pub fn settings(&self) -> &DetectorSettings {
        &self.settings
    }

    /// Runs one batch; one detection per input, in order.
    pub fn detect(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<Detection>, DetectorError> {
        let _ = (inputs, observer);
        Err(DetectorError::Cancelled)
    }
}
