//! What training needs of one picture's frozen features.

use crate::clip::{VisionFeatures, unit_norm};
use crate::detector::patch_directions;
use candle_core::{Device, Result, Tensor};

/// One picture's features, ready for the prompts.
#[derive(Debug, Clone)]
pub struct SampleFeatures {
    /// f, (1, D), unit norm.
    pub global: Tensor,
    /// Patches of every tapped layer, (L, D), unit norm.
    pub patches: Vec<Tensor>,
}

impl SampleFeatures {
    /// From what the tower gave for a batch of one.
    pub fn new(features: &VisionFeatures) -> Result<Self> {
        Ok(Self {
            global: unit_norm(&features.global)?,
            patches: features
                .patches
                .iter()
                .map(|layer| patch_directions(layer)?.squeeze(0))
                .collect::<Result<_>>()?,
        })
    }

    /// The same on `device`.
    pub fn to_device(&self, device: &Device) -> Result<Self> {
        Ok(Self {
            global: self.global.to_device(device)?,
            patches: self
                .patches
                .iter()
                .map(|layer| layer.to_device(device))
                .collect::<Result<_>>()?,
        })
    }
}
