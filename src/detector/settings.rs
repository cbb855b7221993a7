//! The knobs of detection that are not in the checkpoint.

/// Settings of a detection run; the defaults are the released protocol's.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct DetectorSettings {
    /// S, pixels; a multiple of the patch size.
    pub image_size: usize,
    /// Tapped blocks, 1-based, ascending.
    pub layers: Vec<usize>,
    /// k: patches per layer that make the image score.
    pub top_k: usize,
    /// σ of the Gaussian blur, pixels; 0 leaves it out.
    pub sigma: f32,
}

impl Default for DetectorSettings {
    fn default() -> Self {
        Self {
            image_size: 518,
            layers: vec![6, 12, 18, 24],
            top_k: 50,
            sigma: 8.0,
        }
    }
}
