//! The metrics by name.

/// One number about a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Area under the ROC curve of the image scores.
    ImageAuroc,
    /// Average precision of the image scores, step-wise.
    ImageAp,
    /// Greatest F1 over all thresholds on the image scores.
    ImageF1,
    /// Area under the ROC curve of all pixels.
    PixelAuroc,
    /// Average precision of all pixels, step-wise.
    PixelAp,
    /// Greatest F1 over all thresholds on the maps.
    PixelF1,
    /// Area under the curve of per-region overlap against the false positive rate up to 0.3.
    PixelAupro,
}

impl Metric {
    /// All, in the order of tables.
    pub const ALL: [Self; 7] = [
        Self::ImageAuroc,
        Self::ImageAp,
        Self::ImageF1,
        Self::PixelAuroc,
        Self::PixelAp,
        Self::PixelF1,
        Self::PixelAupro,
    ];

    /// The name in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::ImageAuroc => "image_auroc",
            Self::ImageAp => "image_ap",
            Self::ImageF1 => "image_f1",
            Self::PixelAuroc => "pixel_auroc",
            Self::PixelAp => "pixel_ap",
            Self::PixelF1 => "pixel_f1",
            Self::PixelAupro => "pixel_aupro",
        }
    }

    /// The name for people, without "image" or "pixel".
    pub fn title(self) -> &'static str {
        match self {
            Self::ImageAuroc | Self::PixelAuroc => "AUROC",
            Self::ImageAp | Self::PixelAp => "AP",
            Self::ImageF1 | Self::PixelF1 => "F1",
            Self::PixelAupro => "AUPRO",
        }
    }

    /// Whether it is about pixels, not images.
    pub fn is_of_pixels(self) -> bool {
        !matches!(self, Self::ImageAuroc | Self::ImageAp | Self::ImageF1)
    }
}
