//! Products over a block of rows, on one thread: the rows are packed once, every panel of the weights runs
//! over them while they lie in the second-level cache, and what follows the product (bias, QuickGELU,
//! residual) is done on the tile before it leaves the first.

use super::aligned::AlignedBuffer;
use super::exp::quick_gelu_slice;
use super::kernel::{MAX_PANEL_ROWS, PANEL, Tile, multiply, panel_rows};
use super::packed::{PackedLinear, pack_rows};
use pulp::Simd;

/// Left-hand panels in a block: with 14 rows each and a depth of 1024, 400 KB.
pub const PANELS_PER_BLOCK: usize = 7;

/// Hidden values computed at a time in the MLP: a block of them lies in the second-level cache too.
const HIDDEN_CHUNK: usize = 1024;

/// A thread's scratch memory.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Packed rows.
    pub left: AlignedBuffer,
    /// Packed hidden rows of the MLP.
    pub hidden: AlignedBuffer,
    /// A widened panel of half-precision weights.
    pub wide: AlignedBuffer,
    /// Rows after layer norm.
    pub rows: AlignedBuffer,
}

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

/// Packs `rows` (width values each), after `norm` if there is one, into `scratch.left`.
#[inline(always)]
pub fn pack_block<S: Simd>(simd: S, scratch: &mut Scratch, rows: &[f32], width: usize, norm: Option<&Norm>) {
    let mr = panel_rows(S::F32_LANES);
    let panels = (rows.len() / width).div_ceil(mr);
    let left = scratch.left.at_least(panels * mr * width);
    for (panel, rows) in left.chunks_exact_mut(mr * width).zip(rows.chunks(mr * width)) {
        match norm {
            None => pack_rows(panel, mr, width, rows.chunks_exact(width)),
            Some(norm) => {
                let normed = scratch.rows.at_least(rows.len());
                normed.copy_from_slice(rows);
                for row in normed.chunks_exact_mut(width) {
                    layer_norm_row(simd, row, norm);
                }
                pack_rows(panel, mr, width, normed.chunks_exact(width));
            }
        }
    }
}

/// Layer norm of one row, in place.
#[inline(always)]
pub fn layer_norm_row<S: Simd>(simd: S, row: &mut [f32], norm: &Norm) {
    let mean = sum(simd, row) / row.len() as f32;
    let centre = simd.splat_f32s(mean);
    let variance = {
        let (vectors, tail) = S::as_simd_f32s(row);
        let mut acc = simd.splat_f32s(0.0);
        for v in vectors {
            let d = simd.sub_f32s(*v, centre);
            acc = simd.mul_add_e_f32s(d, d, acc);
        }
        let rest: f32 = tail.iter().map(|v| (v - mean) * (v - mean)).sum();
        (simd.reduce_sum_f32s(acc) + rest) / row.len() as f32
    };
    let scale = 1.0 / (variance + norm.eps).sqrt();
    for ((v, w), b) in row.iter_mut().zip(&norm.weight).zip(&norm.bias) {
        *v = (*v - mean) * scale * w + b;
    }
}

#[inline(always)]
fn sum<S: Simd>(simd: S, values: &[f32]) -> f32 {
    let (vectors, tail) = S::as_simd_f32s(values);
    let mut acc = simd.splat_f32s(0.0);
    for v in vectors {
        acc = simd.add_f32s(acc, *v);
    }
    simd.reduce_sum_f32s(acc) + tail.iter().sum::<f32>()
}

/// `left·Wᵀ + b` for the `count` rows packed in `scratch.left`, written to `out` (rows of `W.outputs()`),
/// or added to it.
#[inline(always)]
pub fn linear_block<S: Simd>(
    simd: S,
    scratch: &mut Scratch,
    weight: &PackedLinear,
    out: &mut [f32],
    add: bool,
) {
    let mr = panel_rows(S::F32_LANES);
    let (depth, width) = (weight.inputs(), weight.outputs());
    let mut tile: Tile = [[0.0; PANEL]; MAX_PANEL_ROWS];
    for p in 0..weight.panel_count() {
        let right = weight.panel(p, 0..depth, &mut scratch.wide);
        let bias = weight.panel_bias(p);
        let columns = p * PANEL..((p + 1) * PANEL).min(width);
        let left = scratch.left.as_slice().chunks_exact(mr * depth);
        for (left, rows) in left.zip(out.chunks_mut(mr * width)) {
            multiply(simd, left, right, &mut tile);
            for (row, sums) in rows.chunks_exact_mut(width).zip(&tile) {
                let row = &mut row[columns.clone()];
                if add {
                    row.iter_mut()
                        .zip(sums)
                        .zip(bias)
                        .for_each(|((o, s), b)| *o += s + b);
                } else {
                    row.iter_mut()
                        .zip(sums)
                        .zip(bias)
                        .for_each(|((o, s), b)| *o = s + b);
                }
            }
        }
    }
}

/// `out += W₂·quick_gelu(W₁·left + b₁) + b₂` for the rows packed in `scratch.left`, a chunk of hidden values
/// at a time, so that they never reach memory.
#[inline(always)]
pub fn mlp_block<S: Simd>(
    simd: S,
    scratch: &mut Scratch,
    up: &PackedLinear,
    down: &PackedLinear,
    out: &mut [f32],
) {
    let mr = panel_rows(S::F32_LANES);
    let width = down.outputs();
    let panels = (out.len() / width).div_ceil(mr);
    add_bias(out, width, down);
    for start in (0..up.outputs()).step_by(HIDDEN_CHUNK) {
        let chunk = start..(start + HIDDEN_CHUNK).min(up.outputs());
        hidden_chunk(simd, scratch, up, chunk.clone(), panels);
        let mut tile: Tile = [[0.0; PANEL]; MAX_PANEL_ROWS];
        for p in 0..down.panel_count() {
            let right = down.panel(p, chunk.clone(), &mut scratch.wide);
            let columns = p * PANEL..((p + 1) * PANEL).min(width);
            let left = scratch.hidden.as_slice().chunks_exact(mr * chunk.len());
            for (left, rows) in left.zip(out.chunks_mut(mr * width)) {
                multiply(simd, left, right, &mut tile);
                for (row, sums) in rows.chunks_exact_mut(width).zip(&tile) {
                    row[columns.clone()]
                        .iter_mut()
                        .zip(sums)
                        .for_each(|(o, s)| *o += s);
                }
            }
        }
    }
}

/// The hidden values `chunk` of all rows, after QuickGELU, packed into `scratch.hidden`.
#[inline(always)]
fn hidden_chunk<S: Simd>(
    simd: S,
    scratch: &mut Scratch,
    up: &PackedLinear,
    chunk: std::ops::Range<usize>,
    panels: usize,
) {
    let mr = panel_rows(S::F32_LANES);
    let depth = up.inputs();
    let mut tile: Tile = [[0.0; PANEL]; MAX_PANEL_ROWS];
    let hidden = scratch.hidden.at_least(panels * mr * chunk.len());
    for p in chunk.start / PANEL..chunk.end.div_ceil(PANEL) {
        let right = up.panel(p, 0..depth, &mut scratch.wide);
        let bias = up.panel_bias(p);
        let first = p * PANEL - chunk.start;
        let count = PANEL.min(chunk.len() - first);
        let left = scratch.left.as_slice().chunks_exact(mr * depth);
        for (left, packed) in left.zip(hidden.chunks_exact_mut(mr * chunk.len())) {
            multiply(simd, left, right, &mut tile);
            for sums in &mut tile[..mr] {
                sums.iter_mut().zip(bias).for_each(|(s, b)| *s += b);
                quick_gelu_slice(simd, sums);
            }
            for (column, group) in packed[first * mr..(first + count) * mr]
                .chunks_exact_mut(mr)
                .enumerate()
            {
                for (slot, sums) in group.iter_mut().zip(&tile) {
                    *slot = sums[column];
                }
            }
        }
    }
}

#[inline(always)]
fn add_bias(out: &mut [f32], width: usize, linear: &PackedLinear) {
    for row in out.chunks_exact_mut(width) {
        for (p, columns) in row.chunks_mut(PANEL).enumerate() {
            columns
                .iter_mut()
                .zip(linear.panel_bias(p))
                .for_each(|(o, b)| *o += b);
        }
    }
}
