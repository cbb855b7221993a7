//! Why a metric has no value.

use serde::{Deserialize, Serialize};

/// Why a metric has no value. The image metrics and the pixel metrics of a class are undefined together, but for
/// AUPRO of the released definition, which has conditions of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undefined {
    /// The class is empty.
    #[error("the class has no images")]
    NoImages,
    /// Every image is anomalous.
    #[error("the class has no normal image")]
    NoNormalImage,
    /// Every image is normal.
    #[error("the class has no anomalous image")]
    NoAnomalousImage,
    /// Image scores that are NaN or infinite.
    #[error("{count} image score(s) are not finite, the first that of image {first}")]
    ScoresNotFinite {
        /// How many.
        count: usize,
        /// The first of them, counted from 0.
        first: usize,
    },
    /// Only scores were given.
    #[error("there are no anomaly maps")]
    NoMaps,
    /// Some images came with a map and some without.
    #[error("{missing} of {images} images have no anomaly map")]
    MapsMissing {
        /// Images without a map.
        missing: usize,
        /// All images.
        images: usize,
    },
    /// Maps with NaN or infinite values.
    #[error("{count} anomaly map(s) hold values that are not finite, the first that of image {first}")]
    MapsNotFinite {
        /// How many maps.
        count: usize,
        /// The first of them, counted from 0.
        first: usize,
    },
    /// No image came with a mask.
    #[error("there are no masks")]
    NoMasks,
    /// All masks are empty.
    #[error("no pixel of any mask is anomalous")]
    NoAnomalousPixel,
    /// All masks are full.
    #[error("every pixel of every mask is anomalous")]
    NoNormalPixel,
    /// The released AUPRO steps from the least to the greatest value, and here they are one.
    #[error(
        "all maps hold one and the same value, and the released AUPRO steps from the least to the greatest"
    )]
    ConstantMaps,
    /// The released AUPRO takes 200 steps in f32, and here none can be taken.
    #[error(
        "the values of the maps lie too close together, or too far apart, for the 200 steps of the released AUPRO"
    )]
    NoSteps,
    /// The released AUPRO keeps thresholds with FPR < 0.3, and there are none.
    #[error("no threshold of the released AUPRO reaches a false positive rate below 0.3")]
    NoPointBelowLimit,
    /// The released AUPRO divides by the spread of the kept FPRs, which is 0.
    #[error("the thresholds of the released AUPRO give only one false positive rate below 0.3")]
    OneRateBelowLimit,
}
