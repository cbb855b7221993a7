//! Multi-head self-attention from the joint projection: softmax(q·kᵀ/√d)·v.

use super::softmax::{softmax_row, softmax_row_backward};
use super::{flat, is_ours, values};
use candle_core::{CpuStorage, CustomOp1, D, Device, Layout, Result, Shape, Tensor};

/// `qkv` (B, T, 3V), queries, keys and values side by side → (B, T, V). With `causal` a token sees only itself and
/// those before it.
pub fn attention(qkv: &Tensor, heads: usize, causal: bool) -> Result<Tensor> {
    if is_ours(qkv) {
        qkv.contiguous()?.apply_op1(Attention { heads, causal })
    } else {
        composed(qkv, heads, causal)
    }
}

/// On candle's own operations.
fn composed(qkv: &Tensor, heads: usize, causal: bool) -> Result<Tensor> {
    let (b, t, width) = qkv.dims3()?;
    let d = width / 3 / heads;
    let parts = qkv.reshape((b, t, 3, heads, d))?.permute((2, 0, 3, 1, 4))?;
    let part = |index: usize| parts.get(index)?.contiguous();
    let scores = (part(0)? * (d as f64).powf(-0.5))?.matmul(&part(1)?.transpose(2, 3)?)?; // (B, heads, T, T)
    let scores = if causal {
        scores.broadcast_add(&causal_mask(t, &scores)?)?
    } else {
        scores
    };
    let attention = candle_nn::ops::softmax_last_dim(&scores)?;
    attention
        .matmul(&part(2)?)? // (B, heads, T, d)
        .transpose(1, 2)?
        .reshape((b, t, heads * d))
}

/// (T, T): −∞ above the diagonal, in the type and on the device of `like`.
fn causal_mask(t: usize, like: &Tensor) -> Result<Tensor> {
    let values: Vec<f32> = (0..t * t)
        .map(|i| if i % t > i / t { f32::NEG_INFINITY } else { 0.0 })
        .collect();
    Tensor::from_vec(values, (t, t), like.device())?.to_dtype(like.dtype())
}

struct Attention {
    heads: usize,
    causal: bool,
}

/// Sizes of one call.
#[derive(Clone, Copy)]
struct Sizes {
    pictures: usize,
    tokens: usize,
    heads: usize,
    /// Channels of a head.
    channels: usize,
}

impl Sizes {
    /// Part `which` of `parts` (B, T, parts·V) with the heads apart: (B·heads, T, d).
    fn split(self, joint: &[f32], which: usize, parts: usize) -> Result<Tensor> {
        let Self {
            pictures,
            tokens,
            heads,
            channels,
        } = self;
        let width = heads * channels;
        let mut out = Vec::with_capacity(pictures * tokens * width);
        for picture in 0..pictures {
            for head in 0..heads {
                for token in 0..tokens {
                    let at = ((picture * tokens + token) * parts + which) * width + head * channels;
                    out.extend_from_slice(&joint[at..at + channels]);
                }
            }
        }
        Tensor::from_vec(out, (pictures * heads, tokens, channels), &Device::Cpu)
    }

    /// The way back of [`Self::split`].
    fn join(self, apart: &Tensor, joint: &mut [f32], which: usize, parts: usize) -> Result<()> {
        let width = self.heads * self.channels;
        for (row, values) in flat(apart)?.chunks_exact(self.channels).enumerate() {
            let (head, token) = (row / self.tokens % self.heads, row % self.tokens);
            let picture = row / self.tokens / self.heads;
            let at = ((picture * self.tokens + token) * parts + which) * width + head * self.channels;
            joint[at..at + self.channels].copy_from_slice(values);
        }
        Ok(())
    }

    /// 1/√d.
    fn scale(self) -> f32 {
        1.0 / (self.channels as f32).sqrt()
    }
}

impl Attention {
    fn sizes(&self, dims: &[usize]) -> Result<Sizes> {
        match *dims {
            [pictures, tokens, width] if width.is_multiple_of(3 * self.heads) => Ok(Sizes {
                pictures,
                tokens,
                heads: self.heads,
                channels: width / 3 / self.heads,
            }),
            _ => candle_core::bail!("attention of {} heads, found shape {dims:?}", self.heads),
        }
    }

    /// What each token looks at, (B·heads, T, T).
    fn probabilities(&self, sizes: Sizes, q: &Tensor, k: &Tensor) -> Result<Tensor> {
        let scores = q.matmul(&k.transpose(D::Minus2, D::Minus1)?)?;
        let shape = scores.shape().clone();
        let mut scores = flat(&scores)?;
        for (row, values) in scores.chunks_exact_mut(sizes.tokens).enumerate() {
            let seen = if self.causal {
                row % sizes.tokens + 1
            } else {
                sizes.tokens
            };
            let (seen, hidden) = values.split_at_mut(seen);
            softmax_row(seen, sizes.scale());
            hidden.fill(0.0);
        }
        Tensor::from_vec(scores, shape, &Device::Cpu)
    }
}

impl CustomOp1 for Attention {
    fn name(&self) -> &'static str {
        "attention"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let joint = values(self.name(), storage, layout)?;
        let sizes = self.sizes(layout.dims())?;
        let [q, k, v] = [0, 1, 2].map(|which| sizes.split(joint, which, 3));
        let seen = self.probabilities(sizes, &q?, &k?)?.matmul(&v?)?;
        let mut out = vec![0f32; joint.len() / 3];
        sizes.join(&seen, &mut out, 0, 1)?;
        let shape = (sizes.pictures, sizes.tokens, sizes.heads * sizes.channels);
        Ok((CpuStorage::F32(out), Shape::from(shape)))
    }

    fn bwd(&self, qkv: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let sizes = self.sizes(qkv.dims())?;
        let joint = flat(qkv)?;
        let [q, k, v] = [0, 1, 2].map(|which| sizes.split(&joint, which, 3));
        let (q, k, v) = (q?, k?, v?);
        let gradient = sizes.split(&flat(gradient)?, 0, 1)?;
        let transposed = |x: &Tensor| x.transpose(D::Minus2, D::Minus1);
        let p = self.probabilities(sizes, &q, &k)?;
        let of_values = transposed(&p)?.matmul(&gradient)?;
        let mut of_scores = flat(&gradient.matmul(&transposed(&v)?)?)?;
        let shape = p.shape().clone();
        for (row, p) in of_scores
            .chunks_exact_mut(sizes.tokens)
            .zip(flat(&p)?.chunks_exact(sizes.tokens))
        {
            softmax_row_backward(row, p, sizes.scale());
        }
        let of_scores = Tensor::from_vec(of_scores, shape, &Device::Cpu)?;
        let mut out = vec![0f32; joint.len()];
        sizes.join(&of_scores.matmul(&k)?, &mut out, 0, 3)?;
        sizes.join(&transposed(&of_scores)?.matmul(&q)?, &mut out, 1, 3)?;
        sizes.join(&of_values, &mut out, 2, 3)?;
        Ok(Some(Tensor::from_vec(out, qkv.shape(), qkv.device())?))
    }
}
