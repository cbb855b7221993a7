//! Layer norm over the channels of a panel: every lane is a token, so nothing is summed across lanes.

use super::aligned::AlignedBuffer;
use super::kernel::PANEL;
use pulp::Simd;

/// Layer norm's parameters.
#[derive(Debug, Clone)]
pub struct Norm {
    /// Scale per channel.
    pub weight: Vec<f32>,
    /// Shift per channel.
    pub bias: Vec<f32>,
    /// Added to the variance.
    pub eps: f32,
}

/// Layer norm of the panels of `x`, into `out`.
#[inline(always)]
pub fn norm_panels<'o, S: Simd>(simd: S, norm: &Norm, x: &[f32], out: &'o mut AlignedBuffer) -> &'o [f32] {
    let out = out.at_least(x.len());
    let panel = norm.weight.len() * PANEL;
    for (x, out) in x.chunks_exact(panel).zip(out.chunks_exact_mut(panel)) {
        norm_panel(simd, norm, x, out);
    }
    out
}

/// Layer norm of a panel (channels × PANEL) into `out`.
#[inline(always)]
fn norm_panel<S: Simd>(simd: S, norm: &Norm, panel: &[f32], out: &mut [f32]) {
    for first in (0..PANEL).step_by(S::F32_LANES) {
        let lanes = first..first + S::F32_LANES;
        let channels = simd.splat_f32s(norm.weight.len() as f32);
        let rows = || {
            panel
                .as_chunks::<PANEL>()
                .0
                .iter()
                .map(|row| S::as_simd_f32s(&row[lanes.clone()]).0[0])
        };
        let mut sum = simd.splat_f32s(0.0);
        for v in rows() {
            sum = simd.add_f32s(sum, v);
        }
        let mean = simd.div_f32s(sum, channels);
        let mut squares = simd.splat_f32s(0.0);
        for v in rows() {
            let d = simd.sub_f32s(v, mean);
            squares = simd.mul_add_e_f32s(d, d, squares);
        }
        let variance = simd.add_f32s(simd.div_f32s(squares, channels), simd.splat_f32s(norm.eps));
        let scale = simd.div_f32s(simd.splat_f32s(1.0), simd.sqrt_f32s(variance));
        let parameters = norm.weight.iter().zip(&norm.bias);
        for ((v, out), (weight, bias)) in rows().zip(out.as_chunks_mut::<PANEL>().0).zip(parameters) {
            let unit = simd.mul_f32s(simd.sub_f32s(v, mean), scale);
            let value = simd.mul_add_e_f32s(unit, simd.splat_f32s(*weight), simd.splat_f32s(*bias));
            S::as_mut_simd_f32s(&mut out[lanes.clone()]).0[0] = value;
        }
    }
}
