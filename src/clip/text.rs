//! The frozen text tower, run on prompt embeddings.

use super::transformer::{LayerNorm, load_layer_norm, load_norm, pack_tensor};
use super::{Build, Kernels, TextConfig, Transformer, TransformerConfig, Weights};
use crate::ops::{ApplyLinear, Norm, PackedLinear};
use candle_core::{DType, IndexOp, Result, Tensor};

/// CLIP's text transformer without its token embedding: prompts come as embeddings.
#[derive(Debug)]
pub struct TextTower {
    build: Build,
    positions: Tensor,
    transformer: Transformer,
    head: Head,
}

#[derive(Debug)]
enum Head {
    Packed { norm: Norm, project: PackedLinear },
    Candle { norm: LayerNorm, project: Tensor },
}

impl TextTower {
    /// Reads `transformer.*`, `positional_embedding`, `ln_final.*` and `text_projection`.
    pub fn load(weights: &dyn Weights, config: &TextConfig, embed_dim: usize, build: &Build) -> Result<Self> {
        let w = config.width;
        let stack = TransformerConfig {
            width: w,
            layers: config.layers,
            heads: config.heads,
            causal: true,
        };
        let activations = build.activations();
        let project = weights.read("text_projection", &[w, embed_dim], activations, &build.device)?;
        let head = match build.kernels {
            Kernels::Packed => Head::Packed {
                norm: load_norm(weights, "ln_final", w)?,
                project: pack_tensor(&project.t()?, w, embed_dim, Vec::new(), build.dtype)?,
            },
            Kernels::Candle => Head::Candle {
                norm: load_layer_norm(weights, "ln_final", w, build)?,
                project,
            },
        };
        Ok(Self {
            positions: weights.read(
                "positional_embedding",
                &[config.context, w],
                activations,
                &build.device,
            )?,
            transformer: Transformer::load(weights, "transformer", stack, build)?,
            head,
            build: build.clone(),
        })
    }

    /// `prompts` (N, T, W) f32, cut after the end-of-text token: the causal mask hides what follows it, and
    /// only its own row is read. Gives (N, D) f32, before normalisation.
    pub fn forward(&self, prompts: &Tensor) -> Result<Tensor> {
        let (_, t, _) = prompts.dims3()?;
        let positions = self.positions.i(..t)?;
        let x = prompts
            .to_dtype(self.build.activations())?
            .broadcast_add(&positions)?;
        let mut x = self.transformer.enter(x)?;
        for index in 0..self.transformer.len() {
            x = self.transformer.block(index, x)?;
        }
        let last = x.rows()?.i((.., t - 1))?.contiguous()?;
        match &self.head {
            Head::Packed { norm, project } => last.apply_op1_no_bwd(&ApplyLinear {
                norm: Some(norm),
                linear: project,
            }),
            Head::Candle { norm, project } => norm.forward(&last)?.matmul(project)?.to_dtype(DType::F32),
        }
    }
}
