//! Products of packed weights with panels of activations, a block of weights at a time. What follows the product
//! is done on the tile before it leaves the first-level cache.

use super::aligned::AlignedBuffer;
use super::kernel::{MAX_OUTPUTS, PANEL, Tile, multiply};
use super::part::Part;
use super::then::Then;
use pulp::Simd;

/// Panels of weights that stay near while all panels of activations pass: with 14 outputs and 1024 inputs
/// each, half a megabyte.
const PANELS_PER_BLOCK: usize = 8;

/// Inputs of a panel of activations used at a time, 64 KB.
const DEPTH_BLOCK: usize = 512;

/// `W·x + b` for every panel of `x` (inputs × PANEL each) into the panels of `out` (outputs × PANEL each).
///
/// Goes through the weights in blocks that stay in the second-level cache for all panels of `x`, and through
/// a panel of `x` in blocks of inputs that stay close for all those weights.
#[inline(always)]
pub fn blocked_panels<S: Simd>(
    simd: S,
    wide: &mut AlignedBuffer,
    part: &Part<'_>,
    then: Then,
    x: &[f32],
    out: &mut [f32],
) {
    let outputs = part.outputs();
    let (x_panel, out_panel) = (part.inputs.len() * PANEL, outputs.len() * PANEL);
    for start in part.panels.clone().step_by(PANELS_PER_BLOCK) {
        let block = Part {
            panels: start..(start + PANELS_PER_BLOCK).min(part.panels.end),
            ..part.clone()
        };
        let rows = block.outputs();
        let rows = (rows.start - outputs.start) * PANEL..(rows.end - outputs.start) * PANEL;
        for (x, out) in x.chunks_exact(x_panel).zip(out.chunks_exact_mut(out_panel)) {
            multiply_panel(simd, wide, &block, then, x, &mut out[rows.clone()]);
        }
    }
}

/// A block of weights times one panel. Meanwhile the weights to come are brought near.
#[inline(always)]
fn multiply_panel<S: Simd>(
    simd: S,
    wide: &mut AlignedBuffer,
    block: &Part<'_>,
    then: Then,
    x: &[f32],
    out: &mut [f32],
) {
    let linear = block.linear;
    let height = linear.panel_outputs();
    let mut tile: Tile = [[0.0; PANEL]; MAX_OUTPUTS];
    for (index, x) in x.chunks(DEPTH_BLOCK * PANEL).enumerate() {
        let start = block.inputs.start + index * DEPTH_BLOCK;
        let inputs = start..start + x.len() / PANEL;
        let then = then.at_step(index == 0, inputs.end == block.inputs.end);
        for (panel, out) in block.panels.clone().zip(out.chunks_mut(height * PANEL)) {
            let weights = linear.panel(panel, inputs.clone(), wide);
            let ahead = linear.peek(panel + 1, start).unwrap_or(x);
            multiply(simd, weights, x, &mut tile, [ahead, x]);
            finish(simd, &tile, block.bias(panel, &inputs), then, out);
        }
    }
}

#[inline(always)]
fn finish<S: Simd>(simd: S, tile: &Tile, bias: &[f32], then: Then, out: &mut [f32]) {
    for ((out, sums), bias) in out.as_chunks_mut::<PANEL>().0.iter_mut().zip(tile).zip(bias) {
        let bias = simd.splat_f32s(*bias);
        let out = S::as_mut_simd_f32s(out).0;
        for (out, sum) in out.iter_mut().zip(S::as_simd_f32s(sums).0) {
            then.put(simd, out, simd.add_f32s(*sum, bias));
        }
    }
}
