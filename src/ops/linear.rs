//! Products of packed weights with panels of activations, on one thread. What follows the product is done on
//! the tile before it leaves the first-level cache.

use super::aligned::AlignedBuffer;
use super::exp::quick_gelu;
use super::kernel::{MAX_OUTPUTS, PANEL, Tile, multiply};
use super::packed::PackedLinear;
use pulp::Simd;
use std::ops::Range;

/// Hidden values of the MLP computed at a time: with two panels of tokens, a quarter of a megabyte.
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
        Self { linear, panels: 0..linear.outputs().div_ceil(linear.panel_outputs()), inputs: 0..linear.inputs() }
    }

    /// The outputs that the panels hold.
    pub fn outputs(&self) -> Range<usize> {
        let rows = self.linear.panel_outputs();
        self.panels.start * rows..(self.panels.end * rows).min(self.linear.outputs())
    }
}

/// `W·x + b` for every panel of `x` (inputs × PANEL each) into the panels of `out` (outputs × PANEL each).
#[inline(always)]
pub fn linear_panels<S: Simd>(
    simd: S,
    wide: &mut AlignedBuffer,
    part: Part<'_>,
    then: Then,
    x: &[f32],
    out: &mut [f32],
) {
    const NO_BIAS: [f32; MAX_OUTPUTS] = [0.0; MAX_OUTPUTS];
    let Part { linear, panels, inputs } = part.clone();
    let outputs = part.outputs();
    let mut tile: Tile = [[0.0; PANEL]; MAX_OUTPUTS];
    for p in panels {
        let weights = linear.panel(p, inputs.clone(), wide);
        let bias = if inputs.start == 0 { linear.panel_bias(p) } else { &NO_BIAS };
        let first = p * linear.panel_outputs();
        let count = linear.panel_outputs().min(outputs.end - first);
        let rows = (first - outputs.start) * PANEL..(first - outputs.start + count) * PANEL;
        let x = x.chunks_exact(inputs.len() * PANEL);
        for (x, out) in x.zip(out.chunks_exact_mut(outputs.len() * PANEL)) {
            multiply(simd, weights, x, &mut tile);
            finish(simd, &tile, bias, then, &mut out[rows.clone()]);
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
        let first = Part { panels: start..(start + step).min(all.end), ..Part::whole(up) };
        let chunk = first.outputs();
        let hidden = hidden.at_least(panels * chunk.len() * PANEL);
        linear_panels(simd, wide, first, Then::StoreGelu, x, hidden);
        let second = Part { inputs: chunk, ..Part::whole(down) };
        linear_panels(simd, wide, second, Then::Add, hidden, out);
    }
}
