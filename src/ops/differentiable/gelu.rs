//! QuickGELU.

use super::{flat, is_ours, values};
use crate::ops::exp::exp_of_product;
use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use pulp::{Arch, Simd, WithSimd};

/// The factor in `x·σ(1.702x)`.
const FACTOR: f32 = 1.702;

/// `x·σ(1.702x)`.
pub fn quick_gelu(x: &Tensor) -> Result<Tensor> {
    if is_ours(x) {
        x.contiguous()?.apply_op1(QuickGelu)
    } else {
        x * candle_nn::ops::sigmoid(&(x * f64::from(FACTOR))?)?
    }
}

struct QuickGelu;

impl CustomOp1 for QuickGelu {
    fn name(&self) -> &'static str {
        "quick-gelu"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = values(self.name(), x, layout)?;
        let mut out = vec![0f32; x.len()];
        sigmoids(x, &mut out);
        for (out, v) in out.iter_mut().zip(x) {
            *out *= v;
        }
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let (values, mut gradients) = (flat(x)?, flat(gradient)?);
        let mut sigmoid = vec![0f32; values.len()];
        sigmoids(&values, &mut sigmoid);
        for (g, (v, s)) in gradients.iter_mut().zip(values.iter().zip(&sigmoid)) {
            *g *= s * (1.0 + FACTOR * v * (1.0 - s));
        }
        Ok(Some(Tensor::from_vec(gradients, x.shape(), x.device())?))
    }
}

/// σ(1.702x) of every value.
fn sigmoids(x: &[f32], out: &mut [f32]) {
    Arch::new().dispatch(Sigmoids { x, out });
}

struct Sigmoids<'a> {
    x: &'a [f32],
    out: &'a mut [f32],
}

impl WithSimd for Sigmoids<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (whole, rest) = S::as_simd_f32s(self.x);
        let (out, out_rest) = S::as_mut_simd_f32s(self.out);
        let one = simd.splat_f32s(1.0);
        for (out, x) in out.iter_mut().zip(whole) {
            let e = exp_of_product(simd, *x, -FACTOR);
            *out = simd.div_f32s(one, simd.add_f32s(one, e));
        }
        for (out, x) in out_rest.iter_mut().zip(rest) {
            *out = 1.0 / (1.0 + (-FACTOR * x).exp());
        }
    }
}
