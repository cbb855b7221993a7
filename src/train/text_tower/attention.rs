//! Causal self-attention of prompts that share their beginnings, with its way back.
//!
//! Names in this file: h heads of d channels, p tokens of a beginning, s of an ending, B pictures.

use super::PromptRows;
use candle_core::{D, Device, Result, Tensor};

/// Attention for one batch.
#[derive(Debug, Clone)]
pub struct PromptAttention {
    rows: PromptRows,
    heads: usize,
    /// (p, p) and (s, s): −∞ above the diagonal.
    masks: [Tensor; 2],
}

/// What the way back needs.
#[derive(Debug)]
pub struct AttentionTape {
    qkv: Qkv,
    /// Of the beginnings, (2h, p, p).
    shared: Tensor,
    /// Of the endings over their beginning and themselves, (2h, B·s, p + s).
    own: Tensor,
}

/// q, k and v by heads.
#[derive(Debug)]
struct Qkv {
    /// (2h, p, d) each.
    shared: [Tensor; 3],
    /// (2h, B·s, d) each, the pictures one after the other.
    own: [Tensor; 3],
}

impl PromptAttention {
    /// For batches of these rows.
    pub fn new(rows: PromptRows, heads: usize, device: &Device) -> Result<Self> {
        Ok(Self {
            rows,
            heads,
            masks: [
                causal_mask(rows.beginning, device)?,
                causal_mask(rows.ending, device)?,
            ],
        })
    }

    /// (rows, 3W) → (rows, W)
    pub fn forward(&self, qkv: &Tensor) -> Result<(Tensor, AttentionTape)> {
        let qkv = self.split(qkv)?;
        let scale = self.scale(&qkv)?;
        let [q, k, v] = &qkv.shared;
        let scores = (q.matmul(&k.t()?)? * scale)?.broadcast_add(&self.masks[0])?;
        let shared = candle_nn::ops::softmax_last_dim(&scores)?;
        let shared_out = shared.matmul(v)?;

        let [q_own, k_own, v_own] = &qkv.own;
        let over_shared = (q_own.matmul(&k.t()?)? * scale)?;
        let over_own = self
            .alone(q_own)?
            .matmul(&self.alone(k_own)?.t()?)?
            .affine(scale, 0.0)?
            .broadcast_add(&self.masks[1])?;
        let scores = Tensor::cat(&[&over_shared, &self.together(&over_own)?], 2)?;
        let own = candle_nn::ops::softmax_last_dim(&scores)?;
        let [to_shared, to_own] = self.parts(&own)?;
        let from_own = self.alone(&to_own)?.matmul(&self.alone(v_own)?)?;
        let own_out = (to_shared.matmul(v)? + self.together(&from_own)?)?;

        let out = self.join(&shared_out, &own_out)?;
        Ok((out, AttentionTape { qkv, shared, own }))
    }

    /// The gradient of the result (rows, W) → that of the input (rows, 3W).
    pub fn backward(&self, tape: &AttentionTape, gradient: &Tensor) -> Result<Tensor> {
        let [q, k, v] = &tape.qkv.shared;
        let [q_own, k_own, v_own] = &tape.qkv.own;
        let scale = self.scale(&tape.qkv)?;
        let (dout, dout_own) = self.split_columns(gradient, 0, 1)?;

        let dscores = softmax_backward(&tape.shared, &dout.matmul(&v.t()?)?)?;
        let dscores = (dscores * scale)?;
        let dq = dscores.matmul(k)?;
        let mut dk = dscores.t()?.matmul(q)?;
        let mut dv = tape.shared.t()?.matmul(&dout)?;

        let alone = self.alone(&dout_own)?;
        let dweights = Tensor::cat(
            &[
                &dout_own.matmul(&v.t()?)?,
                &self.together(&alone.matmul(&self.alone(v_own)?.t()?)?)?,
            ],
            2,
        )?;
        let dscores = (softmax_backward(&tape.own, &dweights)? * scale)?;
        let [dscores_shared, dscores_own] = self.parts(&dscores)?;
        let dscores_own = self.alone(&dscores_own)?;
        let [to_shared, to_own] = self.parts(&tape.own)?;

        dv = (dv + to_shared.t()?.matmul(&dout_own)?)?;
        dk = (dk + dscores_shared.t()?.matmul(q_own)?)?;
        let dv_own = self.together(&self.alone(&to_own)?.t()?.matmul(&alone)?)?;
        let dk_own = self.together(&dscores_own.t()?.matmul(&self.alone(q_own)?)?)?;
        let from_own = self.together(&dscores_own.matmul(&self.alone(k_own)?)?)?;
        let dq_own = (dscores_shared.matmul(k)? + from_own)?;

        let columns = [(dq, dq_own), (dk, dk_own), (dv, dv_own)];
        let columns = columns
            .iter()
            .map(|(shared, own)| self.join(shared, own))
            .collect::<Result<Vec<_>>>()?;
        Tensor::cat(&columns, 1)
    }

    /// 1/√d
    fn scale(&self, qkv: &Qkv) -> Result<f64> {
        Ok((qkv.shared[0].dim(D::Minus1)? as f64).powf(-0.5))
    }

    fn split(&self, qkv: &Tensor) -> Result<Qkv> {
        let [(q, q_own), (k, k_own), (v, v_own)] = [
            self.split_columns(qkv, 0, 3)?,
            self.split_columns(qkv, 1, 3)?,
            self.split_columns(qkv, 2, 3)?,
        ];
        Ok(Qkv {
            shared: [q, k, v],
            own: [q_own, k_own, v_own],
        })
    }

    /// Part `index` of `parts` of the columns, by heads: (2h, p, d) and (2h, B·s, d).
    fn split_columns(&self, all: &Tensor, index: usize, parts: usize) -> Result<(Tensor, Tensor)> {
        let PromptRows {
            beginning: p,
            ending: s,
            pictures: b,
        } = self.rows;
        let width = all.dim(1)? / parts;
        let (h, d) = (self.heads, width / self.heads);
        let columns = all.narrow(1, index * width, width)?;
        let shared = columns.narrow(0, 0, self.rows.shared())?.contiguous()?;
        let own = columns
            .narrow(0, self.rows.shared(), self.rows.own())?
            .contiguous()?;
        Ok((
            shared
                .reshape((2, p, h, d))?
                .transpose(1, 2)?
                .contiguous()?
                .reshape((2 * h, p, d))?,
            own.reshape((2, b, s, h, d))?
                .permute((0, 3, 1, 2, 4))?
                .contiguous()?
                .reshape((2 * h, b * s, d))?,
        ))
    }

    /// The way back of [`Self::split_columns`]: (2h, p, d) and (2h, B·s, d) → (rows, h·d).
    fn join(&self, shared: &Tensor, own: &Tensor) -> Result<Tensor> {
        let PromptRows {
            beginning: p,
            ending: s,
            pictures: b,
        } = self.rows;
        let (h, d) = (self.heads, shared.dim(2)?);
        let shared = shared.reshape((2, h, p, d))?.transpose(1, 2)?.contiguous()?;
        let own = own
            .reshape((2, h, b, s, d))?
            .permute((0, 2, 3, 1, 4))?
            .contiguous()?;
        Tensor::cat(
            &[shared.reshape((2 * p, h * d))?, own.reshape((2 * b * s, h * d))?],
            0,
        )
    }

    /// (2h, B·s, n) → (2h·B, s, n)
    fn alone(&self, x: &Tensor) -> Result<Tensor> {
        let (groups, tokens, n) = x.dims3()?;
        let s = self.rows.ending;
        x.reshape((groups * tokens / s, s, n))
    }

    /// (2h·B, s, n) → (2h, B·s, n)
    fn together(&self, x: &Tensor) -> Result<Tensor> {
        let (groups, s, n) = x.dims3()?;
        let b = self.rows.pictures;
        x.reshape((groups / b, b * s, n))
    }

    /// (2h, B·s, p + s) → (2h, B·s, p) and (2h, B·s, s)
    fn parts(&self, x: &Tensor) -> Result<[Tensor; 2]> {
        let (p, s) = (self.rows.beginning, self.rows.ending);
        Ok([x.narrow(2, 0, p)?.contiguous()?, x.narrow(2, p, s)?.contiguous()?])
    }
}

/// `P∘(dP − Σ P∘dP)` over the last dimension.
pub fn softmax_backward(probabilities: &Tensor, gradient: &Tensor) -> Result<Tensor> {
    let along = (probabilities * gradient)?.sum_keepdim(D::Minus1)?;
    probabilities * gradient.broadcast_sub(&along)?
}

/// (t, t): −∞ above the diagonal.
fn causal_mask(t: usize, device: &Device) -> Result<Tensor> {
    let values: Vec<f32> = (0..t * t)
        .map(|i| if i % t > i / t { f32::NEG_INFINITY } else { 0.0 })
        .collect();
    Tensor::from_vec(values, (t, t), device)
}
