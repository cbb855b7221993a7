//! A residual block of the text tower with its way back: `x + attn(ln_1 x)`, then `x + mlp(ln_2 x)`.

use super::attention::{AttentionTape, PromptAttention};
use super::layer_norm::{LayerNorm, NormTape};
use super::linear::FrozenLinear;
use crate::clip::Weights;
use candle_core::{Device, Result, Tensor};

/// The slope inside QuickGELU, `x·σ(1.702x)`.
const SLOPE: f64 = 1.702;

/// A frozen block.
#[derive(Debug)]
pub struct Block {
    norm_1: LayerNorm,
    qkv: FrozenLinear,
    project: FrozenLinear,
    norm_2: LayerNorm,
    up: FrozenLinear,
    down: FrozenLinear,
}

/// What the way back needs.
#[derive(Debug)]
pub struct BlockTape {
    norm_1: NormTape,
    attention: AttentionTape,
    norm_2: NormTape,
    /// The MLP's hidden values before QuickGELU, (rows, 4W).
    hidden: Tensor,
}

impl Block {
    /// Reads the block `name` of width `w`.
    pub fn load(weights: &dyn Weights, name: &str, w: usize, device: &Device) -> Result<Self> {
        let linear = |weight: &str, bias: &str, inputs, outputs| {
            let names = [format!("{name}.{weight}"), format!("{name}.{bias}")];
            FrozenLinear::load(
                weights,
                names.each_ref().map(String::as_str),
                inputs,
                outputs,
                device,
            )
        };
        let norm = |part: &str| LayerNorm::load(weights, &format!("{name}.{part}"), w, device);
        Ok(Self {
            norm_1: norm("ln_1")?,
            qkv: linear("attn.in_proj_weight", "attn.in_proj_bias", w, 3 * w)?,
            project: linear("attn.out_proj.weight", "attn.out_proj.bias", w, w)?,
            norm_2: norm("ln_2")?,
            up: linear("mlp.c_fc.weight", "mlp.c_fc.bias", w, 4 * w)?,
            down: linear("mlp.c_proj.weight", "mlp.c_proj.bias", 4 * w, w)?,
        })
    }

    /// (rows, W) → (rows, W)
    pub fn forward(&self, attention: &PromptAttention, x: &Tensor) -> Result<(Tensor, BlockTape)> {
        let (h, norm_1) = self.norm_1.forward(x)?;
        let (h, attention) = attention.forward(&self.qkv.forward(&h)?)?;
        let x = (x + self.project.forward(&h)?)?;
        let (h, norm_2) = self.norm_2.forward(&x)?;
        let hidden = self.up.forward(&h)?;
        let x = (x + self.down.forward(&(&hidden * gate(&hidden)?)?)?)?;
        let tape = BlockTape {
            norm_1,
            attention,
            norm_2,
            hidden,
        };
        Ok((x, tape))
    }

    /// The gradient of the result → that of the input.
    pub fn backward(
        &self,
        attention: &PromptAttention,
        tape: &BlockTape,
        gradient: &Tensor,
    ) -> Result<Tensor> {
        let hidden = (self.down.backward(gradient)? * gelu_slope(&tape.hidden)?)?;
        let mlp = self.norm_2.backward(&tape.norm_2, &self.up.backward(&hidden)?)?;
        let gradient = (gradient + mlp)?;
        let qkv = attention.backward(&tape.attention, &self.project.backward(&gradient)?)?;
        let attended = self.norm_1.backward(&tape.norm_1, &self.qkv.backward(&qkv)?)?;
        gradient + attended
    }
}

/// σ(1.702x)
fn gate(x: &Tensor) -> Result<Tensor> {
    candle_nn::ops::sigmoid(&(x * SLOPE)?)
}

/// QuickGELU's derivative, `σ·(1 + 1.702x·(1 − σ))`.
fn gelu_slope(x: &Tensor) -> Result<Tensor> {
    let gate = gate(x)?;
    let rest = (x * gate.affine(-SLOPE, SLOPE)?)?;
    gate * (rest + 1.0)?
}
