//! FGP: fine-grained perception. Both prompts attend over the patches of one scale; the weights are shared
//! by all scales.
//!
//! With two queries the L×D projections of keys and values are never formed: `q·kᵀ = (W_kᵀq)·P` up to a
//! constant that the softmax removes, and `A·v = W_v(A·P) + b_v` because the rows of A sum to 1.

use super::PromptCheckpoint;
use super::ica::tensor;
use crate::clip::unit_norm;
use crate::ops::differentiable::softmax;
use candle_core::{Device, IndexOp, Result, Tensor};
use candle_nn::{Linear, Module};

/// Attention heads, fixed by the method.
pub const HEADS: usize = 8;

/// The perception module.
#[derive(Debug)]
pub struct Fgp {
    query: Linear,
    /// W_k as (heads, D/heads, D).
    key: Tensor,
    /// W_v as (heads, D/heads, D).
    value: Tensor,
    /// b_v as (heads, 1, D/heads).
    value_bias: Tensor,
    output: Linear,
}

impl Fgp {
    /// Takes the tensors `Zero_try.*` of a checkpoint.
    pub fn new(checkpoint: &PromptCheckpoint, device: &Device) -> Result<Self> {
        let get = |name: &str| tensor(checkpoint, name)?.to_device(device);
        // Stored as 1×1 convolutions, (D, D, 1).
        let matrix = |name: &str| get(&format!("{name}.weight"))?.squeeze(2)?.contiguous();
        let linear = |name: &str| -> Result<Linear> {
            Ok(Linear::new(matrix(name)?, Some(get(&format!("{name}.bias"))?)))
        };
        let key = matrix("k_proj_pre_1")?;
        let dim = key.dim(0)?;
        let per_head = (HEADS, dim / HEADS, dim);
        Ok(Self {
            query: linear("q_proj_pre")?,
            key: key.reshape(per_head)?,
            value: matrix("v_proj_pre_1")?.reshape(per_head)?,
            value_bias: get("v_proj_pre_1.bias")?.reshape((HEADS, 1, dim / HEADS))?,
            output: linear("proj_post_t")?,
        })
    }

    /// `text` (B, 2, D) and `patches` (B, L, D), both unit norm →
    /// prompts that have seen the scale, (B, 2, D) unit norm, and the attention (B, 8, 2, L).
    pub fn forward(&self, text: &Tensor, patches: &Tensor) -> Result<(Tensor, Tensor)> {
        let (b, n, d) = text.dims3()?;
        let l = patches.dim(1)?;
        let query = self.query.forward(text)?.reshape((b, n, HEADS, d / HEADS))?;
        let query = query.permute((2, 0, 1, 3))?.reshape((HEADS, b * n, d / HEADS))?;
        // (heads, B·2, D) → (B, heads·2, D)
        let query = query.contiguous()?.matmul(&self.key)?.reshape((HEADS, b, n, d))?;
        let query = query.transpose(0, 1)?.reshape((b, HEADS * n, d))?;
        let scores = query.contiguous()?.matmul(&patches.t()?)?;
        let attention = softmax(&scores)?; // no 1/√d, as released
        let seen = attention.matmul(patches)?.reshape((b, HEADS, n, d))?;
        let seen = seen.transpose(0, 1)?.reshape((HEADS, b * n, d))?.contiguous()?;
        let heads = seen
            .matmul(&self.value.transpose(1, 2)?)?
            .broadcast_add(&self.value_bias)?;
        let joined = heads
            .reshape((HEADS, b, n, d / HEADS))?
            .permute((1, 2, 0, 3))?
            .reshape((b, n, d))?;
        let aligned = unit_norm(&self.output.forward(&joined.contiguous()?)?)?;
        Ok((aligned, attention.reshape((b, HEADS, n, l))?))
    }
}

/// `features` (B, 1+L, D) without the class token, unit norm: (B, L, D).
pub fn patch_directions(features: &Tensor) -> Result<Tensor> {
    unit_norm(&features.i((.., 1.., ..))?.contiguous()?)
}
