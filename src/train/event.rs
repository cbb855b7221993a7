//! What happens during a run, told to whoever watches. Training itself knows no screen.

use super::features::{Estimate, FeaturePlace, FeatureSummary, plain_bytes};
use super::{Losses, ValidationMetrics};
use crate::base::printable_path;
use crate::run::{LineLog, Numbered};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A step as `metrics.jsonl` has it, one object a line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StepMetrics {
    /// From 1, over the whole run.
    pub step: u64,
    /// From 1.
    pub epoch: usize,
    /// focal and dice, summed over the layers.
    pub loss_segmentation: f64,
    /// Cross-entropy.
    pub loss_image: f64,
    /// ICA's learning rate.
    pub lr_ica: f64,
    /// FGP's learning rate.
    pub lr_fgp: f64,
    /// Pictures a second of this step.
    pub images_per_s: f64,
    /// Seconds since 1970, UTC.
    pub time: f64,
}

/// `metrics.jsonl`, open for appending.
pub type MetricsLog = LineLog<StepMetrics>;

impl Numbered for StepMetrics {
    fn number(&self) -> u64 {
        self.step
    }
}

/// What happens during a run.
#[derive(Debug, Clone, PartialEq)]
pub enum TrainEvent {
    /// The run is ready to begin or to go on.
    Ready {
        /// Steps of the whole run.
        steps: u64,
        /// Steps already done.
        done: u64,
        /// Room for the features.
        estimate: Estimate,
        /// Where they will be.
        place: FeaturePlace,
        /// Pictures among them that are only looked at.
        validation: usize,
    },
    /// A picture's features are there.
    Features {
        /// Pictures done, of those whose features were not there yet.
        done: usize,
        /// All of those.
        total: usize,
    },
    /// All features are there.
    Stored(FeatureSummary),
    /// A step is done.
    Step(StepMetrics),
    /// An epoch is done.
    Epoch {
        /// From 1.
        epoch: usize,
        /// Mean losses over its pictures.
        losses: Losses,
        /// Its checkpoint.
        checkpoint: PathBuf,
    },
    /// An epoch was tried on the other dataset.
    Validated(ValidationMetrics),
    /// The state to go on from is on disk.
    Saved {
        /// Steps that it holds.
        step: u64,
    },
    /// Something to know that stops nothing.
    Note(String),
}

impl TrainEvent {
    /// What of it is worth a line in a log; nothing for what comes many times.
    pub fn log_line(&self) -> Option<String> {
        match self {
            Self::Ready {
                steps,
                done,
                estimate,
                place,
                ..
            } => Some(format!(
                "{steps} steps, {done} of them done; features of {} pictures: {} each, {} in all, kept: {}",
                estimate.pictures,
                plain_bytes(estimate.per_picture),
                plain_bytes(estimate.total()),
                place.name(),
            )),
            Self::Stored(summary) => Some(format!(
                "features: {} found, {} computed, {} not written",
                summary.found, summary.computed, summary.not_written
            )),
            Self::Epoch {
                epoch,
                losses,
                checkpoint,
            } => Some(format!(
                "epoch {epoch}: segmentation {:.4}, image {:.4}; {}",
                losses.segmentation,
                losses.image,
                printable_path(checkpoint)
            )),
            Self::Validated(metrics) => {
                Some(format!("epoch {} validated: {}", metrics.epoch, metrics.text()))
            }
            Self::Note(text) => Some(format!("note: {text}")),
            Self::Features { .. } | Self::Step(_) | Self::Saved { .. } => None,
        }
    }
}

/// Hears of every event, on the thread that trains.
pub trait TrainSink {
    /// Something happened.
    fn event(&mut self, event: TrainEvent);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl TrainSink for Unwatched {
    fn event(&mut self, _: TrainEvent) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_and_their_order_are_the_documented_ones() {
        let metrics = StepMetrics {
            step: 7,
            epoch: 1,
            loss_segmentation: 0.25,
            loss_image: 0.5,
            lr_ica: 1e-3,
            lr_fgp: 1e-2,
            images_per_s: 2.0,
            time: 5.0,
        };
        assert_eq!(
            serde_json::to_string(&metrics).unwrap(),
            r#"{"step":7,"epoch":1,"loss_segmentation":0.25,"loss_image":0.5,"lr_ica":0.001,"lr_fgp":0.01,"images_per_s":2.0,"time":5.0}"#
        );
    }
}
