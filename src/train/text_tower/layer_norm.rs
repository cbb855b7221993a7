//! Layer norm with its way back to the input.

use crate::clip::Weights;
use candle_core::{D, DType, Device, Result, Tensor};

/// Added to the variance by every layer norm of CLIP.
const EPS: f64 = 1e-5;

/// Layer norm with frozen parameters.
#[derive(Debug)]
pub struct LayerNorm {
    weight: Tensor,
    bias: Tensor,
}

/// What the way back needs.
#[derive(Debug)]
pub struct NormTape {
    /// The input with mean 0 and variance 1, (rows, width).
    unit: Tensor,
    /// One over its standard deviation, (rows, 1).
    inverse: Tensor,
}

impl LayerNorm {
    /// Reads `{name}.weight` and `{name}.bias`.
    pub fn load(weights: &dyn Weights, name: &str, width: usize, device: &Device) -> Result<Self> {
        let read = |part: &str| weights.read(&format!("{name}.{part}"), &[width], DType::F32, device);
        Ok(Self {
            weight: read("weight")?,
            bias: read("bias")?,
        })
    }

    /// (rows, width) → (rows, width)
    pub fn forward(&self, x: &Tensor) -> Result<(Tensor, NormTape)> {
        let centred = x.broadcast_sub(&x.mean_keepdim(D::Minus1)?)?;
        let variance = centred.sqr()?.mean_keepdim(D::Minus1)?;
        let inverse = (variance + EPS)?.sqrt()?.recip()?;
        let unit = centred.broadcast_mul(&inverse)?;
        let y = unit.broadcast_mul(&self.weight)?.broadcast_add(&self.bias)?;
        Ok((y, NormTape { unit, inverse }))
    }

    /// The gradient of the result → that of the input:
    /// `(g − mean(g) − unit·mean(g·unit)) / σ` with `g = gradient·weight`.
    pub fn backward(&self, tape: &NormTape, gradient: &Tensor) -> Result<Tensor> {
        let g = gradient.broadcast_mul(&self.weight)?;
        let along = (&g * &tape.unit)?.mean_keepdim(D::Minus1)?;
        let rest = g.broadcast_sub(&g.mean_keepdim(D::Minus1)?)?;
        (rest - tape.unit.broadcast_mul(&along)?)?.broadcast_mul(&tape.inverse)
    }
}
