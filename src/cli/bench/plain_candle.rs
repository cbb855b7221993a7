//! The same vision tower as candle-transformers has it, to compare ours with.

use crate::clip::{ClipConfig, VisionConfig};
use crate::detector::Placement;
use candle_core::{Module, Tensor};
use candle_nn::{VarBuilder, VarMap};
use candle_transformers::models::clip::text_model::Activation;
use candle_transformers::models::clip::vision_model::{ClipVisionConfig, ClipVisionTransformer};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A tower with random weights, and an input to run it on.
pub struct VisionTower {
    tower: ClipVisionTransformer,
    input: Tensor,
}

impl VisionTower {
    /// Of these sizes, for pictures of `size` pixels. Random and not zero: zeroed pages are shared, and would not
    /// cost the memory traffic that weights cost.
    pub fn random(config: &ClipConfig, size: usize, placement: &Placement) -> candle_core::Result<Self> {
        let config = sizes(&config.vision, config.embed_dim, size);
        let (dtype, device) = (placement.dtype, &placement.device);
        let variables = VarMap::new();
        ClipVisionTransformer::new(VarBuilder::from_varmap(&variables, dtype, device), &config)?;
        let weights = frozen(&variables)?;
        Ok(Self {
            tower: ClipVisionTransformer::new(VarBuilder::from_tensors(weights, dtype, device), &config)?,
            input: Tensor::randn(0f32, 1f32, (1, 3, size, size), &placement.device)?
                .to_dtype(placement.dtype)?,
        })
    }

    /// One run, until the device has finished it.
    pub fn time(&self) -> candle_core::Result<Duration> {
        let start = Instant::now();
        let output = self.tower.forward(&self.input)?;
        output.device().synchronize()?;
        Ok(start.elapsed())
    }
}

fn sizes(vision: &VisionConfig, projection_dim: usize, image_size: usize) -> ClipVisionConfig {
    ClipVisionConfig {
        embed_dim: vision.width,
        activation: Activation::QuickGelu,
        intermediate_size: 4 * vision.width,
        num_hidden_layers: vision.layers,
        num_attention_heads: vision.heads,
        projection_dim,
        num_channels: 3,
        image_size,
        patch_size: vision.patch,
    }
}

/// The variables as plain tensors: on variables every run would keep its activations for a backward pass.
fn frozen(variables: &VarMap) -> candle_core::Result<HashMap<String, Tensor>> {
    let variables = variables
        .data()
        .lock()
        .map_err(|_| candle_core::Error::msg("the weights' lock is poisoned"))?;
    Ok(variables
        .iter()
        .map(|(name, variable)| (name.clone(), variable.as_tensor().detach()))
        .collect())
}
