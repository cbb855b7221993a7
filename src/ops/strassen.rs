//! Products of packed weights with pairs of panels in seven eighths of the multiplications.
//!
//! Outputs, inputs and the two panels are the halves of Strassen's algorithm (see `winograd`). The sums of
//! activations are made once for all outputs; those of weights a block at a time, once for all panels, so that
//! the packed weights stay in memory as they are; the products are combined on their way out.

use super::aligned::AlignedBuffer;
use super::kernel::{LINE, MAX_OUTPUTS, PANEL, Tile, multiply};
use super::part::Part;
use super::strassen_block::{Block, Blocks};
use super::then::Then;
use super::winograd::{PRODUCTS, ZERO_ALONE, combine, needed, right_factors, sum_right};
use pulp::Simd;

/// Tiles of a product during which the right factor of the next is brought near.
const TILES_OF_RIGHT: usize = PANEL / LINE;

/// A thread's scratch memory.
#[derive(Debug, Default)]
pub struct FactorBuffers {
    /// Left factors of a block.
    left: AlignedBuffer,
    /// Tiles of the products of a block with a pair.
    tiles: AlignedBuffer,
}

/// The sums of every pair of panels of `x` (inputs × PANEL each) that [`strassen_panels`] wants; an odd last panel
/// counts as a pair.
#[inline(always)]
pub fn sum_pairs<'s, S: Simd>(simd: S, x: &[f32], inputs: usize, sums: &'s mut AlignedBuffer) -> &'s [f32] {
    let pair = 2 * inputs * PANEL;
    let sums = sums.at_least(x.len().div_ceil(pair) * pair);
    for (x, sums) in x.chunks(pair).zip(sums.chunks_exact_mut(pair)) {
        sum_right(simd, x, sums);
    }
    sums
}

/// `W·x + b` for every panel of `x` (inputs × PANEL each, an even number of inputs) with its `sums` into the
/// panels of `out` (outputs × PANEL each).
#[inline(always)]
pub fn strassen_panels<S: Simd>(
    simd: S,
    buffers: &mut FactorBuffers,
    part: &Part<'_>,
    then: Then,
    [x, sums]: [&[f32]; 2],
    out: &mut [f32],
) {
    let blocks = Blocks::new(part);
    let pair = 2 * part.inputs.len() * PANEL;
    let last = x.len().div_ceil(pair) - 1;
    let mut index = 0;
    while let Some(block) = blocks.get(index) {
        index += 1;
        let left = buffers.left.at_least(block.factors());
        block.load(simd, left);
        let tiles = buffers
            .tiles
            .at_least(block.panels.len() * PRODUCTS * MAX_OUTPUTS * PANEL);
        let tiles = tiles.as_chunks_mut::<PANEL>().0.as_chunks_mut::<MAX_OUTPUTS>().0;
        let tiles = tiles.as_chunks_mut::<PRODUCTS>().0;
        let out = out.chunks_mut(2 * part.outputs().len() * PANEL);
        let pairs = x.chunks(pair).zip(sums.chunks_exact(pair));
        for (place, ((x, sums), out)) in pairs.zip(out).enumerate() {
            let next = if place == last { blocks.get(index) } else { None };
            multiply_pair(simd, &block, left, [x, sums], next.as_ref(), tiles);
            finish_pair(simd, &block, then, tiles, out);
        }
    }
}

/// The products of a block with a pair of panels, or with the last one alone. Meanwhile the right factors to
/// come and the weights of the `next` block are brought near.
#[inline(always)]
fn multiply_pair<S: Simd>(
    simd: S,
    block: &Block<'_>,
    left: &[f32],
    [x, sums]: [&[f32]; 2],
    next: Option<&Block<'_>>,
    tiles: &mut [[Tile; PRODUCTS]],
) {
    let right = right_factors(x, sums);
    let inputs = block.inputs.start * PANEL..block.inputs.end * PANEL;
    let (factor, stride) = (block.factor(), block.stride());
    let needed = needed(2 * x.len() / sums.len());
    let mut peeks = 0;
    for (order, &product) in needed.iter().enumerate() {
        let this = &right[product][inputs.clone()];
        let to_come = needed
            .get(order + 1)
            .map_or(this, |next| &right[*next][inputs.clone()]);
        let left = left.chunks_exact(stride).skip(product).step_by(PRODUCTS);
        for (panel, (left, tiles)) in left.zip(tiles.iter_mut()).enumerate() {
            let ahead = if panel < TILES_OF_RIGHT {
                to_come.get(panel * block.inputs.len() * LINE..)
            } else {
                peeks += 1;
                next.and_then(|next| next.peek(peeks - 1))
            };
            multiply(
                simd,
                &left[..factor],
                this,
                &mut tiles[product],
                ahead.unwrap_or(this),
            );
        }
    }
    if needed.len() < PRODUCTS {
        for tiles in tiles {
            tiles[ZERO_ALONE] = [[0.0; PANEL]; MAX_OUTPUTS];
        }
    }
}

/// The products combined and, with what follows, brought to the pair of panels of `out`, or to the one.
#[inline(always)]
fn finish_pair<S: Simd>(simd: S, block: &Block<'_>, then: Then, tiles: &[[Tile; PRODUCTS]], out: &mut [f32]) {
    let part = block.part;
    let then = then.at_step(block.inputs.start == 0, block.inputs.end == block.half[1]);
    let inputs = part.inputs.start + block.inputs.start..part.inputs.start + block.inputs.end;
    let count = part.linear.panel_outputs();
    let (one, other) = out.as_chunks_mut::<PANEL>().0.split_at_mut(part.outputs().len());
    for (panel, tiles) in block.panels.clone().zip(tiles) {
        let panels = [panel, panel + block.half[0]];
        let bias = panels.map(|panel| part.bias(part.panels.start + panel, &inputs));
        let first = panels.map(|panel| panel * count);
        let [c11, c21] = two_parts(one, first, count);
        let [c12, c22] = two_parts(other, first, count);
        let quarters = [c11, c21, c12, c22];
        for row in 0..quarters[0].len() {
            for at in 0..PANEL / S::F32_LANES {
                let values = combine(simd, tiles, row, at);
                for (quarter, value) in values.into_iter().enumerate() {
                    if let Some(out) = quarters[quarter].get_mut(row) {
                        let bias = simd.splat_f32s(bias[quarter % 2][row]);
                        let place = &mut S::as_mut_simd_f32s(out).0[at];
                        then.put(simd, place, simd.add_f32s(value, bias));
                    }
                }
            }
        }
    }
}

/// `count` rows from `high` on and as many from `low` on, as far as there are any.
fn two_parts(rows: &mut [[f32; PANEL]], [high, low]: [usize; 2], count: usize) -> [&mut [[f32; PANEL]]; 2] {
    let (upper, lower) = rows.split_at_mut(low.min(rows.len()));
    let upper = upper.get_mut(high..).unwrap_or_default();
    [upper, lower].map(|part| {
        let count = count.min(part.len());
        &mut part[..count]
    })
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
            let mut sums = AlignedBuffer::default();
            let sums = sum_pairs(simd, x, part.inputs.len(), &mut sums);
            let mut buffers = FactorBuffers::default();
            strassen_panels(simd, &mut buffers, &part, then, [x, sums], out[0]);
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

    /// Largest difference of the two ways, relative to the largest result.
    fn difference(part: &Part<'_>, then: Then, panels: usize) -> f32 {
        let x = noise(part.inputs.len() * panels * PANEL, 1);
        let mut out = [(); 2].map(|()| noise(part.outputs().len() * panels * PANEL, 2));
        let [strassen, blocked] = &mut out;
        Arch::new().dispatch(BothWays {
            part: part.clone(),
            then,
            x: &x,
            out: [strassen, blocked],
        });
        let largest = out[1].iter().fold(0f32, |most, v| most.max(v.abs()));
        let pairs = out[0].iter().zip(&out[1]);
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max) / largest
    }

    #[test]
    fn it_is_the_plain_product_at_every_size() {
        // Panels that are odd in number, not full, or one; inputs that divide badly, blocks of all shapes.
        for (outputs, inputs) in [(28, 64), (100, 58), (5, 2), (29, 34), (157, 798), (300, 1036)] {
            let bias = noise(outputs, 3);
            let linear = PackedLinear::new(&noise(outputs * inputs, 4), inputs, outputs, bias, Storage::F32);
            for (panels, then) in [
                (1, Then::Store),
                (2, Then::StoreGelu),
                (3, Then::Add),
                (4, Then::AddGelu),
            ] {
                let worst = difference(&Part::whole(&linear), then, panels);
                assert!(
                    worst < 3e-6,
                    "{outputs} × {inputs}, {panels} panels, {then:?}: {worst:e}"
                );
            }
        }
    }

    #[test]
    fn a_part_and_half_precision_give_the_same_too() {
        for storage in [Storage::F16, Storage::Bf16] {
            let linear = PackedLinear::new(&noise(90 * 70, 5), 70, 90, noise(90, 6), storage);
            for inputs in [0..70, 0..32, 32..70] {
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
