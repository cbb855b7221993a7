//! Products of packed weights with fours of panels in 49 of 64 multiplications.
//!
//! Outputs, inputs and the four panels are divided as two levels of Strassen's algorithm want it (see `winograd`).
//! The right factors, sums of activations, are made once for all outputs; the left, sums of weights, a block and an
//! outer product at a time, once for all panels, so that the packed weights stay in memory as they are and no cache
//! needs to hold all 49. Inner products are combined at once, outer ones on their way out.

use super::aligned::AlignedBuffer;
use super::kernel::{LINE, MAX_OUTPUTS, PANEL, Tile, multiply};
use super::part::Part;
use super::right_factors::{RightFactors, fours};
use super::strassen_block::{Block, Blocks, Wide};
use super::then::Then;
use super::winograd::{Need, QUARTERS_OF_B, SEVEN, need, result};
use pulp::Simd;

/// A thread's scratch memory.
#[derive(Debug, Default)]
pub struct FactorBuffers {
    wide: Wide,
    /// Left factors of a block within an outer product.
    left: AlignedBuffer,
    /// Tiles of the inner products.
    inner: AlignedBuffer,
    /// Tiles of the outer products.
    outer: AlignedBuffer,
}

const NO_TILE: Tile = [[0.0; PANEL]; MAX_OUTPUTS];

/// The tiles of the inner products of a panel of weights.
type Inner = [Tile; SEVEN];

/// The four tiles of every outer product of a panel of weights.
type Outer = [[Tile; 4]; SEVEN];

/// `W·x + b` for every panel of `x` into the panels of `out` (outputs × PANEL each).
#[inline(always)]
pub fn strassen_panels<S: Simd>(
    simd: S,
    buffers: &mut FactorBuffers,
    part: &Part<'_>,
    then: Then,
    x: RightFactors<'_>,
    out: &mut [f32],
) {
    const TILE: usize = MAX_OUTPUTS * PANEL;
    let blocks = Blocks::new(part);
    let outputs = part.outputs().len();
    let mut index = 0;
    while let Some(block) = blocks.get(index) {
        index += 1;
        let (panels, count) = (block.panels.len(), fours(x.panels()).count());
        let left = buffers.left.at_least(SEVEN * block.product());
        let inner = tiles(buffers.inner.at_least(panels * SEVEN * TILE));
        let inner = inner.as_chunks_mut::<SEVEN>().0;
        let outer = tiles(buffers.outer.at_least(count * panels * SEVEN * 4 * TILE));
        let outer = outer.as_chunks_mut::<4>().0.as_chunks_mut::<SEVEN>().0;
        for product in 0..SEVEN {
            block.load(simd, product, &mut buffers.wide, left);
            let next = blocks.get(index - 1 + (product + 1) / SEVEN);
            let ahead = (next.as_ref(), (product + 1) % SEVEN);
            multiply_outer(simd, &block, left, (x, product), ahead, inner, outer);
        }
        for (four, tiles) in fours(x.panels()).zip(outer.chunks_exact(panels)) {
            let out = &mut out[four.start * outputs * PANEL..four.end * outputs * PANEL];
            finish_four(simd, &block, then, tiles, out);
        }
    }
}

fn tiles(values: &mut [f32]) -> &mut [Tile] {
    values.as_chunks_mut::<PANEL>().0.as_chunks_mut::<MAX_OUTPUTS>().0
}

/// The `product` of a block with all panels of `x`, made of seven. Meanwhile the right factors to come are brought
/// near and, with the last panels, the weights that the next product wants.
#[inline(always)]
fn multiply_outer<S: Simd>(
    simd: S,
    block: &Block<'_>,
    left: &[f32],
    (x, product): (RightFactors<'_>, usize),
    (next, next_product): (Option<&Block<'_>>, usize),
    inner: &mut [Inner],
    outer: &mut [Outer],
) {
    let (factor, stride) = (block.factor(), block.stride());
    let count = fours(x.panels()).count();
    let mut peeks = 0;
    for (four, (panels, outer)) in fours(x.panels())
        .zip(outer.chunks_exact_mut(inner.len()))
        .enumerate()
    {
        match need(product, panels.len() > 2) {
            Need::Product => {}
            Need::Zero => {
                outer.iter_mut().for_each(|outer| outer[product] = [NO_TILE; 4]);
                continue;
            }
            Need::Nothing => continue,
        }
        for (second, left) in left.chunks_exact(block.product()).enumerate() {
            match need(second, panels.len() > 1) {
                Need::Product => {}
                Need::Zero => {
                    inner.iter_mut().for_each(|inner| inner[second] = NO_TILE);
                    continue;
                }
                Need::Nothing => continue,
            }
            let right = x.get(four, [product, second], &block.inputs);
            let to_come = match (second + 1 < SEVEN, four + 1 < count) {
                (true, _) => x.get(four, [product, second + 1], &block.inputs),
                (false, true) => x.get(four + 1, [product, 0], &block.inputs),
                (false, false) => x.get(0, [next_product, 0], &block.inputs),
            };
            for (panel, inner) in inner.iter_mut().enumerate() {
                let weights = if four + 1 == count {
                    peeks += 1;
                    next.and_then(|next| next.peek(next_product, peeks - 1))
                } else {
                    None
                };
                let right_to_come = to_come.get(panel * block.inputs.len() * LINE..);
                let ahead = [weights, right_to_come].map(|ahead| ahead.unwrap_or(right));
                let left = &left[panel * stride..panel * stride + factor];
                multiply(simd, left, right, &mut inner[second], ahead);
            }
        }
        for (inner, outer) in inner.iter().zip(outer) {
            add_up(simd, inner, &mut outer[product]);
        }
    }
}

/// An outer product from the inner ones.
#[inline(always)]
fn add_up<S: Simd>(simd: S, inner: &Inner, outer: &mut [Tile; 4]) {
    for row in 0..MAX_OUTPUTS {
        for at in 0..PANEL / S::F32_LANES {
            let mut products = [simd.splat_f32s(0.0); SEVEN];
            for (product, tile) in products.iter_mut().zip(inner) {
                *product = S::as_simd_f32s(&tile[row]).0[at];
            }
            for (tile, value) in outer.iter_mut().zip(result(simd, products)) {
                S::as_mut_simd_f32s(&mut tile[row]).0[at] = value;
            }
        }
    }
}

/// The outer products combined and, with what follows, brought to the panels of `out`.
#[inline(always)]
fn finish_four<S: Simd>(simd: S, block: &Block<'_>, then: Then, tiles: &[Outer], out: &mut [f32]) {
    let part = block.part;
    let then = then.at_step(block.inputs.start == 0, block.inputs.end == block.fourth[1]);
    let inputs = part.inputs.start + block.inputs.start..part.inputs.start + block.inputs.end;
    let (count, outputs) = (part.linear.panel_outputs(), part.outputs().len());
    let out = out.as_chunks_mut::<PANEL>().0;
    for (panel, tiles) in block.panels.clone().zip(tiles) {
        for (inner, in_inner) in QUARTERS_OF_B.iter().enumerate() {
            // The two panels where the rows of this part's quarters lie.
            let panels = [0, 2].map(|outer| (outer + in_inner[0]) * block.fourth[0] + panel);
            let bias = panels.map(|panel| part.bias(part.panels.start + panel, &inputs));
            let rows = panels.map(|panel| (panel * count).min(outputs)..((panel + 1) * count).min(outputs));
            for row in 0..rows[0].len() {
                for at in 0..PANEL / S::F32_LANES {
                    let mut products = [simd.splat_f32s(0.0); SEVEN];
                    for (product, tiles) in products.iter_mut().zip(tiles) {
                        *product = S::as_simd_f32s(&tiles[inner][row]).0[at];
                    }
                    for (in_outer, value) in QUARTERS_OF_B.iter().zip(result(simd, products)) {
                        let [half, column] = [in_outer[0], 2 * in_outer[1] + in_inner[1]];
                        if row < rows[half].len()
                            && let Some(out) = out.get_mut(column * outputs + rows[half].start + row)
                        {
                            let bias = simd.splat_f32s(bias[half][row]);
                            let place = &mut S::as_mut_simd_f32s(out).0[at];
                            then.put(simd, place, simd.add_f32s(value, bias));
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocked::blocked_panels;
    use super::super::packed::{PackedLinear, Storage};
    use super::*;
    use pulp::{Arch, WithSimd};

    /// The product in `part` both ways.
    struct BothWays<'a> {
        part: Part<'a>,
        then: Then,
        x: &'a [f32],
        out: [&'a mut [f32]; 2],
    }

    impl WithSimd for BothWays<'_> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            let Self { part, then, x, out } = self;
            let mut factors = AlignedBuffer::default();
            let factors = RightFactors::new(simd, x, part.inputs.len(), &mut factors);
            let mut buffers = FactorBuffers::default();
            strassen_panels(simd, &mut buffers, &part, then, factors, out[0]);
            blocked_panels(simd, &mut AlignedBuffer::default(), &part, then, x, out[1]);
        }
    }

    fn noise(len: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let step = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..len).map(step).collect()
    }

    /// The result in f64, over what was in `out`.
    fn exact(part: &Part<'_>, then: Then, x: &[f32], out: &[f32]) -> Vec<f64> {
        let (inputs, outputs) = (part.inputs.len(), part.outputs().len());
        let rows = part.linear.panel_outputs();
        let mut wide = AlignedBuffer::default();
        let mut exact: Vec<f64> = out.iter().map(|v| f64::from(*v)).collect();
        for row in 0..outputs {
            let panel = part.panels.start + row / rows;
            let weights = part.linear.panel(panel, part.inputs.clone(), &mut wide);
            let bias = f64::from(part.bias(panel, &part.inputs)[row % rows]);
            for (x, out) in x.chunks(inputs * PANEL).zip(exact.chunks_mut(outputs * PANEL)) {
                for (lane, out) in out[row * PANEL..(row + 1) * PANEL].iter_mut().enumerate() {
                    let weights = weights[row % rows..].iter().step_by(rows);
                    let products = weights.zip(x[lane..].iter().step_by(PANEL));
                    let sum: f64 = products.map(|(w, x)| f64::from(*w) * f64::from(*x)).sum();
                    let before = if matches!(then, Then::Add | Then::AddGelu) {
                        *out
                    } else {
                        0.0
                    };
                    let sum = before + sum + bias;
                    let gelu = matches!(then, Then::StoreGelu | Then::AddGelu);
                    *out = if gelu {
                        sum / (1.0 + (-1.702 * sum).exp())
                    } else {
                        sum
                    };
                }
            }
        }
        exact
    }

    /// Largest error of either way, relative to the largest result.
    fn difference(part: &Part<'_>, then: Then, panels: usize) -> f64 {
        let x = noise(part.inputs.len() * panels * PANEL, 1);
        let mut out = [(); 2].map(|()| noise(part.outputs().len() * panels * PANEL, 2));
        let exact = exact(part, then, &x, &out[0]);
        let [strassen, blocked] = &mut out;
        Arch::new().dispatch(BothWays {
            part: part.clone(),
            then,
            x: &x,
            out: [strassen, blocked],
        });
        let largest = exact.iter().fold(0f64, |most, v| most.max(v.abs()));
        let errors = out.iter().map(|out| {
            let pairs = out.iter().zip(&exact);
            pairs.map(|(a, b)| (f64::from(*a) - b).abs()).fold(0.0, f64::max)
        });
        errors.fold(0.0, f64::max) / largest
    }

    #[test]
    fn it_is_the_plain_product_at_every_size() {
        // Panels that make no four, are not full, or one; both heights of packed panels; inputs that divide badly,
        // blocks of all shapes.
        for (outputs, inputs) in [
            (28, 64),
            (100, 60),
            (5, 4),
            (29, 36),
            (157, 796),
            (300, 1036),
            (260, 1076),
        ] {
            let bias = noise(outputs, 3);
            let linear = PackedLinear::new(&noise(outputs * inputs, 4), inputs, outputs, bias, Storage::F32);
            for (panels, then) in [
                (1, Then::Store),
                (2, Then::StoreGelu),
                (3, Then::Add),
                (4, Then::AddGelu),
                (7, Then::Add),
            ] {
                let worst = difference(&Part::whole(&linear), then, panels);
                assert!(
                    // Two levels round more than one did: 3.7e-6 at most here, measured against f64.
                    worst < 5e-6,
                    "{outputs} × {inputs}, {panels} panels, {then:?}: {worst:e}"
                );
            }
        }
    }

    #[test]
    fn a_part_and_half_precision_give_the_same_too() {
        for storage in [Storage::F16, Storage::Bf16] {
            let linear = PackedLinear::new(&noise(90 * 72, 5), 72, 90, noise(90, 6), storage);
            for inputs in [0..72, 0..32, 32..72] {
                let part = Part {
                    linear: &linear,
                    panels: 1..6,
                    inputs,
                };
                let worst = difference(&part, Then::Add, 3);
                assert!(worst < 3e-6, "{storage:?}, inputs {:?}: {worst:e}", part.inputs);
            }
        }
    }
}
