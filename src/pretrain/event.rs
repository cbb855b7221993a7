//! What a run tells while it goes.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A line of `metrics.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum PretrainEvent {
    /// A step was made.
    Step {
        /// From 1.
        step: usize,
        /// focal and dice, summed over the layers.
        loss_segmentation: f64,
        /// Cross-entropy.
        loss_image: f64,
        /// Before clipping.
        gradient_norm: f64,
        /// Learning rate.
        rate: f64,
        /// Since the step before.
        seconds: f64,
    },
    /// The model as it stood was tried on unseen families and defects; means over the products.
    Unseen {
        /// Steps done.
        step: usize,
        /// `all`, or `unseen` where the anomalous pictures have only defects that were never trained on.
        #[serde(default = "all_defects")]
        defects: String,
        /// Pictures.
        pictures: usize,
        /// Products.
        products: usize,
        /// Image AUROC.
        image_auroc: Option<f64>,
        /// Pixel AUROC.
        pixel_auroc: Option<f64>,
        /// Pixel average precision.
        pixel_ap: Option<f64>,
        /// AUPRO of the released evaluation.
        pixel_aupro: Option<f64>,
    },
}

fn all_defects() -> String {
    "all".to_owned()
}

impl PretrainEvent {
    /// With the time that it took.
    pub(super) fn lasting(mut self, time: Duration) -> Self {
        if let Self::Step { seconds, .. } = &mut self {
            *seconds = time.as_secs_f64();
        }
        self
    }

    /// Steps done when it happened.
    pub fn step(&self) -> usize {
        match self {
            Self::Step { step, .. } | Self::Unseen { step, .. } => *step,
        }
    }
}
