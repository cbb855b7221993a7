//! A frozen product with its way back.

use crate::clip::Weights;
use candle_core::{DType, Device, Result, Tensor};

/// `x·Wᵀ + b` with frozen W.
#[derive(Debug)]
pub struct FrozenLinear {
    /// (outputs, inputs)
    weight: Tensor,
    /// (outputs)
    bias: Tensor,
}

impl FrozenLinear {
    /// Reads the parameters `weight` and `bias`.
    pub fn load(
        weights: &dyn Weights,
        [weight, bias]: [&str; 2],
        inputs: usize,
        outputs: usize,
        device: &Device,
    ) -> Result<Self> {
        Ok(Self {
            weight: weights.read(weight, &[outputs, inputs], DType::F32, device)?,
            bias: weights.read(bias, &[outputs], DType::F32, device)?,
        })
    }

    /// (rows, inputs) → (rows, outputs)
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.matmul(&self.weight.t()?)?.broadcast_add(&self.bias)
    }

    /// The gradient of the result (rows, outputs) → that of the input (rows, inputs).
    pub fn backward(&self, gradient: &Tensor) -> Result<Tensor> {
        gradient.matmul(&self.weight)
    }
}
