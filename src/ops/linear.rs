//! Products of packed weights with panels of activations on one thread, and the MLP made of two of them.

use super::aligned::AlignedBuffer;
use super::blocked::blocked_panels;
use super::kernel::PANEL;
use super::packed::PackedLinear;
use super::part::Part;
use super::strassen::{FactorBuffers, strassen_panels, sum_pairs};
use super::then::Then;
use pulp::Simd;

/// From so many panels of activations on Strassen's algorithm is faster than the plain product: measured at 3072 × 1024
/// on one core, 113 against 111 GF/s (of plain multiplications) with 4 panels, 119 against 110 with 12.
pub const STRASSEN_PANELS: usize = 4;

/// And from so many inputs and outputs on.
const STRASSEN_WIDTH: usize = 512;

/// Hidden values of the MLP computed at a time: for a panel of tokens, 128 KB.
const HIDDEN_CHUNK: usize = 1024;

/// A thread's scratch memory for a product.
#[derive(Debug, Default)]
pub struct LinearScratch {
    /// A widened panel of half-precision weights.
    wide: AlignedBuffer,
    factors: FactorBuffers,
}

/// Panels that are multiplied with weights, (inputs × PANEL) each.
#[derive(Debug, Clone, Copy)]
pub struct Activations<'a> {
    panels: &'a [f32],
    /// As [`sum_pairs`] makes them, where they help.
    sums: Option<&'a [f32]>,
}

impl<'a> Activations<'a> {
    /// Makes panels ready for products; `sums` is room for what that takes.
    #[inline(always)]
    pub fn new<S: Simd>(simd: S, panels: &'a [f32], inputs: usize, sums: &'a mut AlignedBuffer) -> Self {
        let count = panels.len() / (inputs * PANEL);
        let strassen = count >= STRASSEN_PANELS && inputs >= STRASSEN_WIDTH && inputs.is_multiple_of(2);
        Self {
            panels,
            sums: strassen
                .then_some(sums)
                .map(|sums| sum_pairs(simd, panels, inputs, sums)),
        }
    }
}

/// `W·x + b` for every panel of `x` into the panels of `out` (outputs × PANEL each).
#[inline(always)]
pub fn linear_panels<S: Simd>(
    simd: S,
    scratch: &mut LinearScratch,
    part: Part<'_>,
    then: Then,
    x: Activations<'_>,
    out: &mut [f32],
) {
    match x.sums {
        Some(sums) if part.outputs().len() >= STRASSEN_WIDTH => {
            strassen_panels(simd, &mut scratch.factors, &part, then, [x.panels, sums], out);
        }
        _ => blocked_panels(simd, &mut scratch.wide, &part, then, x.panels, out),
    }
}

/// Room for the hidden values of an MLP and their sums.
#[derive(Debug, Default)]
pub struct Hidden {
    values: AlignedBuffer,
    sums: AlignedBuffer,
}

/// `out += W₂·quick_gelu(W₁·x + b₁) + b₂`, a chunk of hidden values at a time, so that they never reach
/// memory.
#[inline(always)]
pub fn add_mlp_panels<S: Simd>(
    simd: S,
    scratch: &mut LinearScratch,
    hidden: &mut Hidden,
    [up, down]: [&PackedLinear; 2],
    x: Activations<'_>,
    out: &mut [f32],
) {
    let panels = x.panels.len() / (up.inputs() * PANEL);
    let all = Part::whole(up).panels;
    let step = HIDDEN_CHUNK.div_ceil(up.panel_outputs()).next_multiple_of(2);
    for start in all.clone().step_by(step) {
        let first = Part {
            panels: start..(start + step).min(all.end),
            ..Part::whole(up)
        };
        let chunk = first.outputs();
        let values = hidden.values.at_least(panels * chunk.len() * PANEL);
        linear_panels(simd, scratch, first, Then::StoreGelu, x, values);
        let values = Activations::new(simd, values, chunk.len(), &mut hidden.sums);
        let second = Part {
            inputs: chunk,
            ..Part::whole(down)
        };
        linear_panels(simd, scratch, second, Then::Add, values, out);
    }
}
