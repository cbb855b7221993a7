//! What a detection gives.

use super::{Warning, utpa};
use std::time::Duration;

/// One picture's result.
#[derive(Debug, Clone)]
pub struct Detection {
    /// Probability that the picture is abnormal, 0..=1.
    pub score: f32,
    /// The blurred anomaly map.
    pub map: AnomalyMap,
    /// One reading per tapped layer.
    pub layers: Vec<LayerReading>,
    /// What the automatic checks found.
    pub warnings: Vec<Warning>,
    /// Time per stage, this picture's share of its batch.
    pub times: StageTimes,
}

/// An S×S map of probabilities, rows from the top.
#[derive(Debug, Clone, PartialEq)]
pub struct AnomalyMap {
    /// S.
    pub size: usize,
    /// S·S values.
    pub values: Vec<f32>,
}

impl AnomalyMap {
    /// Smallest, largest and mean value; NaN if any value is NaN.
    pub fn min_max_mean(&self) -> (f32, f32, f32) {
        let (mut min, mut max, mut sum) = (f32::INFINITY, f32::NEG_INFINITY, 0f64);
        for &v in &self.values {
            if v.is_nan() {
                return (f32::NAN, f32::NAN, f32::NAN);
            }
            min = min.min(v);
            max = max.max(v);
            sum += f64::from(v);
        }
        (min, max, (sum / self.values.len() as f64) as f32)
    }
}

/// What one tapped layer saw.
#[derive(Debug, Clone)]
pub struct LayerReading {
    /// 1-based block.
    pub layer: usize,
    /// g, patches per side; L = g².
    pub grid: usize,
    /// Prompt attention, (8 heads, 2 prompts: normal then abnormal, L).
    pub attention: Vec<f32>,
    /// Cosines of every patch with the normal and the abnormal prompt, (L).
    pub cosines: Vec<[f32; 2]>,
}

impl LayerReading {
    /// Probability of abnormal per patch, (L).
    pub fn probability(&self) -> Vec<f32> {
        self.cosines.iter().map(|&c| utpa::probability(c)).collect()
    }
}

/// Seconds per stage.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct StageTimes {
    /// Vision tower.
    pub vision: Duration,
    /// ICA, text tower, FGP, similarities.
    pub prompts: Duration,
    /// The blurred map.
    pub map: Duration,
}
