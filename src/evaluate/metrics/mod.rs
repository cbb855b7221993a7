//! Metrics of anomaly detection, exact and per class: image and pixel AUROC, AP and F1-max, and pixel AUPRO.
//!
//! A [`ClassAccumulator`] takes one image at a time and gives the [`ClassMetrics`] of its class; [`MetricsReport`]
//! puts classes together and takes the mean. Which definitions hold is said by a [`Preset`], which goes with every
//! number. What has no value says why ([`Undefined`]) instead of being a 0 or a 1.
//!
//! Scores are ranked as they are, without bins: ties count as ties, sums of counts are integers, and sums of
//! fractions are made in an order that does not depend on the number of threads.

mod accumulator;
mod aupro;
mod class_metrics;
mod coverage;
mod curves;
mod mask_bits;
mod metric;
mod pixel_store;
mod preset;
mod radix_sort;
mod ranking;
mod regions;
mod report;
mod score_key;
mod thresholds;
mod undefined;

pub use accumulator::{ClassAccumulator, ImageEvidence, PushError};
pub use class_metrics::{BestF1, ClassMetrics};
pub use curves::{ClassCurves, CurvePoint, Decimation, ScoreHistogram};
pub use mask_bits::MaskBits;
pub use metric::Metric;
pub use preset::{Preset, UnknownPreset};
pub use report::{Mean, MetricsReport, MixedPresets};
pub use undefined::Undefined;
