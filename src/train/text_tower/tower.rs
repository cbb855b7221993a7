//! The tower: positions, blocks, and the projection of the end-of-text rows.

use super::PromptRows;
use super::attention::PromptAttention;
use super::block::{Block, BlockTape};
use super::layer_norm::{LayerNorm, NormTape};
use crate::clip::{TextConfig, Weights};
use candle_core::{DType, Device, Result, Tensor};

/// CLIP's text tower, frozen, in f32.
#[derive(Debug)]
pub struct TrainableText {
    config: TextConfig,
    device: Device,
    /// (context, W)
    positions: Tensor,
    blocks: Vec<Block>,
    norm: LayerNorm,
    /// (W, D)
    project: Tensor,
}

/// What the way back needs.
#[derive(Debug)]
pub struct TextTape {
    rows: PromptRows,
    attention: PromptAttention,
    blocks: Vec<BlockTape>,
    norm: NormTape,
}

impl TrainableText {
    /// Reads `transformer.*`, `positional_embedding`, `ln_final.*` and `text_projection`.
    pub fn load(
        weights: &dyn Weights,
        config: &TextConfig,
        embed_dim: usize,
        device: &Device,
    ) -> Result<Self> {
        let w = config.width;
        let read = |name: &str, shape: &[usize]| weights.read(name, shape, DType::F32, device);
        Ok(Self {
            positions: read("positional_embedding", &[config.context, w])?,
            blocks: (0..config.layers)
                .map(|i| Block::load(weights, &format!("transformer.resblocks.{i}"), w, device))
                .collect::<Result<_>>()?,
            norm: LayerNorm::load(weights, "ln_final", w, device)?,
            project: read("text_projection", &[w, embed_dim])?,
            config: config.clone(),
            device: device.clone(),
        })
    }

    /// Prompt embeddings without positions, (rows, W), as `PromptRows` orders them → (2, B, D), before
    /// normalisation, the normal prompts first.
    pub fn forward(&self, rows: PromptRows, prompts: &Tensor) -> Result<(Tensor, TextTape)> {
        let attention = PromptAttention::new(rows, self.config.heads, &self.device)?;
        let mut x = (prompts + self.row_positions(rows)?)?;
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            let (out, tape) = block.forward(&attention, &x)?;
            x = out;
            blocks.push(tape);
        }
        let w = self.config.width;
        let last = x
            .narrow(0, rows.shared(), rows.own())?
            .reshape((2 * rows.pictures, rows.ending, w))?
            .narrow(1, rows.ending - 1, 1)?
            .contiguous()?
            .reshape((2 * rows.pictures, w))?;
        let (last, norm) = self.norm.forward(&last)?;
        let text = last.matmul(&self.project)?;
        let tape = TextTape {
            rows,
            attention,
            blocks,
            norm,
        };
        Ok((text.reshape((2, rows.pictures, ()))?, tape))
    }

    /// The gradient of the text embeddings (2, B, D) → that of the prompt embeddings (rows, W).
    pub fn backward(&self, tape: TextTape, gradient: &Tensor) -> Result<Tensor> {
        let rows = tape.rows;
        let (b, w) = (rows.pictures, self.config.width);
        let last = gradient.reshape((2 * b, ()))?.matmul(&self.project.t()?)?;
        let last = self.norm.backward(&tape.norm, &last)?.reshape((2 * b, 1, w))?;
        let own = last.pad_with_zeros(1, rows.ending - 1, 0)?;
        let mut gradient = own
            .reshape((rows.own(), w))?
            .pad_with_zeros(0, rows.shared(), 0)?;
        // Each block's tape is dropped as soon as it has been used.
        for (block, tape_of_block) in self.blocks.iter().zip(tape.blocks).rev() {
            gradient = block.backward(&tape.attention, &tape_of_block, &gradient)?;
        }
        Ok(gradient)
    }

    /// The positional embedding of every row, (rows, W).
    fn row_positions(&self, rows: PromptRows) -> Result<Tensor> {
        let beginning = self.positions.narrow(0, 0, rows.beginning)?;
        let ending = self.positions.narrow(0, rows.beginning, rows.ending)?;
        Tensor::cat(
            &[
                &beginning.repeat((2, 1))?,
                &ending.repeat((2 * rows.pictures, 1))?,
            ],
            0,
        )
    }
}
