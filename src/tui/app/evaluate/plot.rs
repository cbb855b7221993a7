//! Which curve of a class is drawn.

use crate::evaluate::metrics::{ClassCurves, CurvePoint};
use serde::{Deserialize, Serialize};

/// A curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plot {
    /// Of the images.
    #[default]
    ImageRoc,
    /// Of the images.
    ImagePrecisionRecall,
    /// Of the pixels.
    PixelRoc,
    /// Of the pixels.
    PixelPrecisionRecall,
    /// Of the pixels.
    PixelPro,
}

impl Plot {
    /// In the order of the key.
    pub const ALL: [Self; 5] = [
        Self::ImageRoc,
        Self::ImagePrecisionRecall,
        Self::PixelRoc,
        Self::PixelPrecisionRecall,
        Self::PixelPro,
    ];

    /// The next one.
    pub fn next(self) -> Self {
        let here = Self::ALL.iter().position(|plot| *plot == self).unwrap_or(0);
        Self::ALL[(here + 1) % Self::ALL.len()]
    }

    /// What stands over it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ImageRoc => "images: ROC",
            Self::ImagePrecisionRecall => "images: precision over recall",
            Self::PixelRoc => "pixels: ROC",
            Self::PixelPrecisionRecall => "pixels: precision over recall",
            Self::PixelPro => "pixels: PRO up to a false positive rate of 0.3",
        }
    }

    /// Its points.
    pub fn of(self, curves: &ClassCurves) -> &[CurvePoint] {
        match self {
            Self::ImageRoc => &curves.image_roc,
            Self::ImagePrecisionRecall => &curves.image_precision_recall,
            Self::PixelRoc => &curves.pixel_roc,
            Self::PixelPrecisionRecall => &curves.pixel_precision_recall,
            Self::PixelPro => &curves.pixel_pro,
        }
    }
}
