//! Softmax over the last dimension.

use super::{flat, is_ours, values};
use crate::ops::exp::exp_of_product;
use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// Softmax over the last dimension of `x`.
pub fn softmax(x: &Tensor) -> Result<Tensor> {
    let x = x.contiguous()?;
    if is_ours(&x) {
        x.apply_op1(Softmax)
    } else {
        candle_nn::ops::softmax_last_dim(&x)
    }
}

struct Softmax;

impl CustomOp1 for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let mut out = values(self.name(), x, layout)?.to_vec();
        let width = layout.dims().last().copied().unwrap_or(1);
        out.par_chunks_mut(width.max(1))
            .with_min_len(16)
            .for_each(|row| softmax_row(row, 1.0));
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, result: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let width = x.dims().last().copied().unwrap_or(1).max(1);
        let mut gradients = flat(gradient)?;
        for (row, p) in gradients
            .chunks_exact_mut(width)
            .zip(flat(result)?.chunks_exact(width))
        {
            softmax_row_backward(row, p, 1.0);
        }
        Ok(Some(Tensor::from_vec(gradients, x.shape(), x.device())?))
    }
}

/// Softmax of `scale·row`, in place.
pub(super) fn softmax_row(row: &mut [f32], scale: f32) {
    Arch::new().dispatch(Exponentials { row, scale });
    let total: f64 = row
        .chunks(64)
        .map(|part| f64::from(part.iter().sum::<f32>()))
        .sum();
    let share = (1.0 / total) as f32;
    row.iter_mut().for_each(|v| *v *= share);
}

/// The gradient of the probabilities `p` becomes that of the scores before `scale`.
pub(super) fn softmax_row_backward(gradient: &mut [f32], p: &[f32], scale: f32) {
    let mut along = [0f32; 8];
    for (g, p) in gradient.chunks(8).zip(p.chunks(8)) {
        for ((sum, g), p) in along.iter_mut().zip(g).zip(p) {
            *sum += g * p;
        }
    }
    let along: f32 = along.iter().sum();
    for (g, p) in gradient.iter_mut().zip(p) {
        *g = scale * p * (*g - along);
    }
}

/// exp(scale·(v − largest)) of every value of a row.
struct Exponentials<'a> {
    row: &'a mut [f32],
    scale: f32,
}

impl WithSimd for Exponentials<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { row, scale } = self;
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let (whole, rest) = S::as_mut_simd_f32s(row);
        for v in whole {
            let from_largest = simd.sub_f32s(*v, simd.splat_f32s(largest));
            *v = exp_of_product(simd, from_largest, scale);
        }
        for v in rest {
            *v = ((*v - largest) * scale).exp();
        }
    }
}
