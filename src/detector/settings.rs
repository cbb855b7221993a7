//! The knobs of detection that are not in the checkpoint.

use super::DetectorError;
use crate::clip::ClipConfig;

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

impl DetectorSettings {
    /// Whether a backbone of these sizes can run with these.
    pub fn check(&self, config: &ClipConfig) -> Result<(), DetectorError> {
        let wrong = |setting, found: String, expected: String| {
            Err(DetectorError::Setting {
                setting,
                found,
                expected,
            })
        };
        let (patch, blocks) = (config.vision.patch, config.vision.layers);
        let size = self.image_size;
        if size == 0 || !size.is_multiple_of(patch) {
            return wrong(
                "image size",
                size.to_string(),
                format!("a multiple of its patch size, {patch} px"),
            );
        }
        let layers = &self.layers;
        let ascending = layers.windows(2).all(|pair| pair[0] < pair[1]);
        if layers.is_empty() || !ascending || layers.iter().any(|l| *l == 0 || *l > blocks) {
            return wrong(
                "layers",
                format!("{layers:?}"),
                format!("ascending block numbers from 1 to {blocks}"),
            );
        }
        let patches = (size / patch).pow(2);
        if self.top_k == 0 || self.top_k > patches {
            return wrong(
                "top-k",
                self.top_k.to_string(),
                format!("1 to {patches}, the patches of a layer"),
            );
        }
        if !self.sigma.is_finite() || self.sigma < 0.0 || self.sigma > size as f32 {
            return wrong("sigma", self.sigma.to_string(), format!("0 to {size} px"));
        }
        Ok(())
    }
}
