//! Products of packed weights with panels of activations, on one thread. What follows the product is done on
//! the tile before it leaves the first-level cache.

use super::aligned::AlignedBuffer;
use super::exp::quick_gelu;
use super::kernel::{MAX_OUTPUTS, PANEL, Tile, multiply};
use super::packed::PackedLinear;
use pulp::Simd;
use std::ops::Range;

/// Panels of weights that stay near while all panels of activations pass: with 14 outputs and 1024 inputs
/// each, half a megabyte.
const PANELS_PER_BLOCK: usize = 8;

/// Inputs of a panel of activations used at a time, 64 KB. Measured in one run at ViT-L/14 and 518 px: 256 and 1024
/// take 2 % longer.
const DEPTH_BLOCK: usize = 512;

/// Hidden values of the MLP computed at a time: for a panel of tokens, 128 KB.
const HIDDEN_CHUNK: usize = 1024;

/// What becomes of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It is the result.
    Store,
    /// It is the result, after QuickGELU.
    StoreGelu,
    /// It is added to what is there.
    Add,
    /// It is added to what is there, and QuickGELU of the sum is the result.
    AddGelu,
}

/// A part of a packed matrix: some of its panels, some of its inputs.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The matrix.
    pub linear: &'a PackedLinear,
    /// Panels of outputs.
    pub panels: Range<usize>,
    /// Inputs. The bias goes with the first of them.
    pub inputs: Range<usize>,
}

impl<'a> Part<'a> {
    /// All of it.
    pub fn whole(linear: &'a PackedLinear) -> Self {
        Self {
            linear,
            panels: 0..linear.outputs().div_ceil(linear.panel_outputs()),
            inputs: 0..linear.inputs(),
        }
    }

    /// The outputs that the panels hold.
    pub fn outputs(&self) -> Range<usize> {
        let rows = self.linear.panel_outputs();
        self.panels.start * rows..(self.panels.end * rows).min(self.linear.outputs())
    }
}

/// `W·x + b` for every panel of `x` (inputs × PANEL each) into the panels of `out` (outputs × PANEL each).
///
/// Goes through the weights in blocks that stay in the second-level cache for all panels of `x`, and through
/// a panel of `x` in blocks of inputs that stay close for all those weights.
#[inline(always)]
pub fn linear_panels<S: Simd>(
    simd: S,
    wide: &mut AlignedBuffer,
    part: Part<'_>,
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
            linear_block(simd, wide, &block, then, x, &mut out[rows.clone()]);
        }
    }
}

/// A block of weights times one panel.
#[inline(always)]
fn linear_block<S: Simd>(
    simd: S,
    wide: &mut AlignedBuffer,
    part: &Part<'_>,
    then: Then,
    x: &[f32],
    out: &mut [f32],
) {
    const NO_BIAS: [f32; MAX_OUTPUTS] = [0.0; MAX_OUTPUTS];
    let linear = part.linear;
    let height = linear.panel_outputs();
    let mut tile: Tile = [[0.0; PANEL]; MAX_OUTPUTS];
    for (index, x) in x.chunks(DEPTH_BLOCK * PANEL).enumerate() {
        let start = part.inputs.start + index * DEPTH_BLOCK;
        let end = start + x.len() / PANEL;
        let last = end == part.inputs.end;
        let then = match (then, index) {
            (Then::Store, 0) => Then::Store,
            (Then::StoreGelu, 0) if last => Then::StoreGelu,
            (Then::StoreGelu, 0) => Then::Store,
            (Then::StoreGelu, _) if last => Then::AddGelu,
            _ => Then::Add,
        };
        for (panel, out) in part.panels.clone().zip(out.chunks_mut(height * PANEL)) {
            let weights = linear.panel(panel, start..end, wide);
            let bias = if start == 0 {
                linear.panel_bias(panel)
            } else {
                &NO_BIAS
            };
            multiply(simd, weights, x, &mut tile);
            finish(simd, &tile, bias, then, out);
        }
    }
}

#[inline(always)]
fn finish<S: Simd>(simd: S, tile: &Tile, bias: &[f32], then: Then, out: &mut [f32]) {
    for ((out, sums), bias) in out.as_chunks_mut::<PANEL>().0.iter_mut().zip(tile).zip(bias) {
        let bias = simd.splat_f32s(*bias);
        let out = S::as_mut_simd_f32s(out).0;
        for (out, sum) in out.iter_mut().zip(S::as_simd_f32s(sums).0) {
            let value = simd.add_f32s(*sum, bias);
            *out = match then {
                Then::Store => value,
                Then::StoreGelu => quick_gelu(simd, value),
                Then::Add => simd.add_f32s(*out, value),
                Then::AddGelu => quick_gelu(simd, simd.add_f32s(*out, value)),
            };
        }
    }
}

/// `out += W₂·quick_gelu(W₁·x + b₁) + b₂`, a chunk of hidden values at a time, so that they never reach
/// memory.
#[inline(always)]
pub fn add_mlp_panels<S: Simd>(
    simd: S,
    wide: &mut AlignedBuffer,
    hidden: &mut AlignedBuffer,
    [up, down]: [&PackedLinear; 2],
    x: &[f32],
    out: &mut [f32],
) {
    let panels = x.len() / (up.inputs() * PANEL);
    let all = Part::whole(up).panels;
    let step = HIDDEN_CHUNK.div_ceil(up.panel_outputs());
    for start in all.clone().step_by(step) {
        let first = Part {
            panels: start..(start + step).min(all.end),
            ..Part::whole(up)
        };
        let chunk = first.outputs();
        let hidden = hidden.at_least(panels * chunk.len() * PANEL);
        linear_panels(simd, wide, first, Then::StoreGelu, x, hidden);
        let second = Part {
            inputs: chunk,
            ..Part::whole(down)
        };
        linear_panels(simd, wide, second, Then::Add, hidden, out);
    }
}
