//! What a followed run says.

use crate::run::RunState;
use crate::run::follow::Series;
use crate::train::{Curve, EpochMean, StepMetrics};
use std::path::PathBuf;
use std::time::Duration;

/// A run that is followed.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// Its folder.
    pub folder: PathBuf,
    /// What it is doing.
    pub state: RunState,
    /// The dataset's name and how many pictures of it.
    pub dataset: String,
    /// Pictures an epoch.
    pub samples: usize,
    /// The backbone's file.
    pub backbone: PathBuf,
    /// Preset, or what differs from the defaults.
    pub protocol: String,
    /// Device.
    pub device: String,
    /// Where features are kept, and the room they take.
    pub features: String,
    /// Epochs of the whole run.
    pub epochs: usize,
    /// Steps of the whole run.
    pub total_steps: u64,
    /// The last step.
    pub last: Option<StepMetrics>,
    /// Time that it still takes.
    pub left: Option<Duration>,
    /// Quantities over the steps, in the order of [`Curve::ALL`].
    pub curves: [Series; 6],
    /// Means per epoch.
    pub means: Vec<EpochMean>,
    /// The newest checkpoint.
    pub checkpoint: Option<PathBuf>,
    /// The checkpoint that did best on another dataset, where the run tries that.
    pub best: Option<PathBuf>,
    /// The last lines of its log.
    pub log: Vec<String>,
}

impl RunReport {
    /// A quantity over all steps.
    pub fn curve(&self, curve: Curve) -> &Series {
        &self.curves[curve as usize]
    }

    /// Mean time of the last steps.
    pub fn seconds_per_picture(&self) -> Option<f64> {
        let speeds: Vec<f64> = self
            .curve(Curve::ImagesPerS)
            .recent()
            .map(|(_, speed)| speed)
            .collect();
        let mean = speeds.iter().sum::<f64>() / speeds.len() as f64;
        (mean > 0.0).then(|| 1.0 / mean)
    }
}
