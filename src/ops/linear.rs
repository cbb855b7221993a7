//! Products of packed weights with panels of activations on one thread, and the MLP made of two of them.

use super::aligned::AlignedBuffer;
use super::blocked::blocked_panels;
use super::kernel::PANEL;
use super::packed::PackedLinear;
use super::part::Part;
use super::right_factors::RightFactors;
use super::strassen::{FactorBuffers, strassen_panels};
use super::then::Then;
use pulp::Simd;

/// From so many panels of activations on Strassen's algorithm is faster than the plain product: measured at 3072 × 1024
/// on one core, 91 against 112 GF/s (of plain multiplications) with 3 panels, 119 against 112 with 4, 110 against 111
/// with 5 and 129 against 111 with 12.
pub const STRASSEN_PANELS: usize = 4;

/// And from so many inputs and outputs on.
const STRASSEN_WIDTH: usize = 512;

/// About how many hidden values of the MLP are computed at a time: for a panel of tokens, 128 KB.
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
    /// Where they help.
    factors: Option<RightFactors<'a>>,
}

impl<'a> Activations<'a> {
    /// Makes panels ready for products; `factors` is room for what that takes.
    #[inline(always)]
    pub fn new<S: Simd>(simd: S, panels: &'a [f32], inputs: usize, factors: &'a mut AlignedBuffer) -> Self {
        let count = panels.len() / (inputs * PANEL);
        let strassen = count >= STRASSEN_PANELS && inputs >= STRASSEN_WIDTH && inputs.is_multiple_of(4);
        let factors = if strassen {
            Some(RightFactors::new(simd, panels, inputs, factors))
        } else {
            None
        };
        Self { panels, factors }
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
    match x.factors {
        Some(factors) if part.outputs().len() >= STRASSEN_WIDTH => {
            strassen_panels(simd, &mut scratch.factors, &part, then, factors, out);
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
    let step = HIDDEN_CHUNK.div_ceil(up.panel_outputs()).next_multiple_of(4);
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
