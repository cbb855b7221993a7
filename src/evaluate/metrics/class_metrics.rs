//! The numbers of one class.

use super::{Metric, Preset, Undefined};

/// The greatest F1 and where it is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestF1 {
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Scores of at least this are called anomalous; the least of the thresholds that reach the same F1.
    pub threshold: f32,
}

/// All metrics of one class, fractions.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassMetrics {
    /// The definitions that were followed.
    pub preset: Preset,
    /// Normal images.
    pub normal: usize,
    /// Anomalous images.
    pub anomalous: usize,
    /// Area under the ROC curve of the image scores.
    pub image_auroc: Result<f64, Undefined>,
    /// Average precision of the image scores.
    pub image_ap: Result<f64, Undefined>,
    /// Greatest F1 of the image scores.
    pub image_f1: Result<BestF1, Undefined>,
    /// Area under the ROC curve of all pixels.
    pub pixel_auroc: Result<f64, Undefined>,
    /// Average precision of all pixels.
    pub pixel_ap: Result<f64, Undefined>,
    /// Greatest F1 of all pixels, with 1e-8 added to its denominator.
    pub pixel_f1: Result<BestF1, Undefined>,
    /// Area under the per-region overlap, as the preset has it.
    pub pixel_aupro: Result<f64, Undefined>,
}

impl ClassMetrics {
    /// The number, or why there is none.
    pub fn value(&self, metric: Metric) -> Result<f64, Undefined> {
        match metric {
            Metric::ImageAuroc => self.image_auroc,
            Metric::ImageAp => self.image_ap,
            Metric::ImageF1 => self.image_f1.map(|best| best.f1),
            Metric::PixelAuroc => self.pixel_auroc,
            Metric::PixelAp => self.pixel_ap,
            Metric::PixelF1 => self.pixel_f1.map(|best| best.f1),
            Metric::PixelAupro => self.pixel_aupro,
        }
    }
}
