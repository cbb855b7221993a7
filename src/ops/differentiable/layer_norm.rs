//! Layer norm over the last dimension.

use super::{flat, is_ours, values};
use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

/// `(x − mean)/√(variance + eps)·weight + bias` over the last dimension of `x`.
pub fn layer_norm(x: &Tensor, weight: &Tensor, bias: &Tensor, eps: f32) -> Result<Tensor> {
    let x = x.contiguous()?;
    if is_ours(&x) {
        x.apply_op3(weight, bias, LayerNorm { eps })
    } else {
        candle_nn::ops::layer_norm(&x, weight, bias, eps)
    }
}

struct LayerNorm {
    eps: f32,
}

impl LayerNorm {
    /// Mean and reciprocal deviation of a row.
    fn moments(&self, row: &[f32]) -> (f32, f32) {
        let count = row.len() as f32;
        let mean = sum(row, |v| v) / count;
        let variance = sum(row, |v| (v - mean) * (v - mean)) / count;
        (mean, 1.0 / (variance + self.eps).sqrt())
    }
}

/// Σ f(v) in eight interleaved sums, which vectorise.
fn sum(row: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let (whole, rest) = row.as_chunks::<8>();
    let mut sums = [0f32; 8];
    for chunk in whole {
        for (sum, v) in sums.iter_mut().zip(chunk) {
            *sum += f(*v);
        }
    }
    sums.iter().sum::<f32>() + rest.iter().map(|v| f(*v)).sum::<f32>()
}

impl CustomOp3 for LayerNorm {
    fn name(&self) -> &'static str {
        "layer-norm"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        weight: &CpuStorage,
        weight_layout: &Layout,
        bias: &CpuStorage,
        bias_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let x = values(self.name(), x, x_layout)?;
        let weight = values(self.name(), weight, weight_layout)?;
        let bias = values(self.name(), bias, bias_layout)?;
        let width = weight.len();
        if x_layout.dims().last() != Some(&width) || bias.len() != width {
            candle_core::bail!("layer-norm of width {width}, found shape {:?}", x_layout.shape());
        }
        let mut out = vec![0f32; x.len()];
        out.par_chunks_mut(width)
            .zip(x.par_chunks(width))
            .with_min_len(64)
            .for_each(|(out, row)| {
                let (mean, scale) = self.moments(row);
                for (((out, v), weight), bias) in out.iter_mut().zip(row).zip(weight).zip(bias) {
                    *out = (v - mean) * scale * weight + bias;
                }
            });
        Ok((CpuStorage::F32(out), x_layout.shape().clone()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        weight: &Tensor,
        _: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let (values, scales, gradients) = (flat(x)?, flat(weight)?, flat(gradient)?);
        let width = scales.len();
        let (mut of_x, mut of_weight, mut of_bias) =
            (vec![0f32; values.len()], vec![0f32; width], vec![0f32; width]);
        let mut unit = vec![0f32; width];
        let mut scaled = vec![0f32; width];
        for ((row, gradient), out) in values
            .chunks_exact(width)
            .zip(gradients.chunks_exact(width))
            .zip(of_x.chunks_exact_mut(width))
        {
            let (mean, scale) = self.moments(row);
            for ((unit, scaled), ((v, g), weight)) in unit
                .iter_mut()
                .zip(&mut scaled)
                .zip(row.iter().zip(gradient).zip(&scales))
            {
                *unit = (v - mean) * scale;
                *scaled = g * weight;
            }
            for (((of_weight, of_bias), g), unit) in
                of_weight.iter_mut().zip(&mut of_bias).zip(gradient).zip(&unit)
            {
                *of_weight += g * unit;
                *of_bias += g;
            }
            // (g − mean(g) − unit·mean(g·unit))·scale with g = gradient·weight
            let level = sum(&scaled, |v| v) / width as f32;
            for (out, (g, unit)) in out.iter_mut().zip(scaled.iter().zip(&unit)) {
                *out = g * unit;
            }
            let along = sum(out, |v| v) / width as f32;
            for (out, (g, unit)) in out.iter_mut().zip(scaled.iter().zip(&unit)) {
                *out = (g - level - unit * along) * scale;
            }
        }
        let device = x.device();
        Ok((
            Some(Tensor::from_vec(of_x, x.shape(), device)?),
            Some(Tensor::from_vec(of_weight, width, device)?),
            Some(Tensor::from_vec(of_bias, width, device)?),
        ))
    }
}
