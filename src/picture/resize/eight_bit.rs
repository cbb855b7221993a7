//! Resizing of bytes in Pillow's fixed point: weights of 22 fractional bits, sums in i32, a byte between the passes.
//!
//! Integer sums do not depend on their order, so the loops are arranged for vector units: the instruction set is
//! chosen at run time by `pulp`, and everything it reaches must be inlined to be compiled for it.

use super::coefficients::{Filter, Window, windows};
use super::passes::{Order, Size, two_passes};
use pulp::{Arch, NullaryFnOnce};

/// Fractional bits of a weight: 32 less 8 for the value and 2 for sign and overshoot.
const PRECISION: u32 = 22;
/// Half a unit, to round.
const HALF: i32 = 1 << (PRECISION - 1);
/// Source pixels that the horizontal pass takes at a time; windows are padded to multiples of it.
const STEP: usize = 8;
/// Rows that share one reading of a window's weights.
const BLOCK: usize = 8;
/// Bytes whose sums the vertical pass keeps in registers.
const TILE: usize = 64;

/// `channels` (1 to 4) interleaved bytes a pixel.
pub fn resize_bytes(
    bytes: &[u8],
    channels: usize,
    from: Size,
    to: Size,
    filter: Filter,
    order: Order,
) -> Vec<u8> {
    if to.0 == 0 || to.1 == 0 {
        return Vec::new();
    }
    let across = |bytes: &[u8], from: Size| horizontally(bytes, channels, from, to.0, filter);
    let down = |bytes: &[u8], from: Size| vertically(bytes, channels, from, to.1, filter);
    two_passes(bytes, from, to, order, across, down)
}

fn horizontally(bytes: &[u8], channels: usize, from: Size, to: usize, filter: Filter) -> Vec<u8> {
    let columns = Columns::new(&windows(from.0, to, filter), from.0, channels);
    let mut out = vec![0; to * from.1 * channels];
    Arch::new().dispatch(Across {
        columns: &columns,
        bytes,
        out: &mut out,
    });
    out
}

fn vertically(bytes: &[u8], channels: usize, from: Size, to: usize, filter: Filter) -> Vec<u8> {
    let width = from.0 * channels;
    let mut out = vec![0; width * to];
    Arch::new().dispatch(Down {
        windows: &windows(from.1, to, filter),
        width,
        bytes,
        out: &mut out,
    });
    out
}

/// The horizontal pass, to be compiled for each instruction set. (A closure would not be inlined.)
struct Across<'a> {
    columns: &'a Columns,
    bytes: &'a [u8],
    out: &'a mut [u8],
}

impl NullaryFnOnce for Across<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { columns, bytes, out } = self;
        match columns.channels {
            1 => columns.apply::<1, { STEP }>(bytes, out),
            2 => columns.apply::<2, { 2 * STEP }>(bytes, out),
            3 => columns.apply::<3, { 3 * STEP }>(bytes, out),
            _ => columns.apply::<4, { 4 * STEP }>(bytes, out),
        }
    }
}

/// The vertical pass.
struct Down<'a> {
    windows: &'a [Window],
    width: usize,
    bytes: &'a [u8],
    out: &'a mut [u8],
}

impl NullaryFnOnce for Down<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (window, out) in self.windows.iter().zip(self.out.chunks_exact_mut(self.width)) {
            blend_rows(self.bytes, self.width, window, out);
        }
    }
}

/// A weight as Pillow rounds it.
fn fixed(weight: f64) -> i32 {
    let half = if weight < 0.0 { -0.5 } else { 0.5 };
    (half + weight * f64::from(1 << PRECISION)) as i32
}

#[inline(always)]
fn to_byte(sum: i32) -> u8 {
    (sum >> PRECISION).clamp(0, 255) as u8
}

/// The horizontal pass's windows, all of one length, their weights repeated for each channel.
struct Columns {
    from: usize,
    /// Source pixels per window.
    taps: usize,
    channels: usize,
    first: Vec<usize>,
    /// `taps · channels` for each new pixel.
    weights: Vec<i32>,
}

impl Columns {
    /// Windows are lengthened with zeros to a whole number of steps, towards the left where the row ends.
    fn new(windows: &[Window], from: usize, channels: usize) -> Self {
        let longest = windows
            .iter()
            .map(|window| window.weights.len())
            .max()
            .unwrap_or(0);
        let taps = longest.next_multiple_of(STEP).min(from);
        let mut first = Vec::with_capacity(windows.len());
        let mut weights = Vec::with_capacity(windows.len() * taps * channels);
        for window in windows {
            let start = window.first.min(from - taps);
            let mut padded = vec![0; taps];
            for (padded, &weight) in padded[window.first - start..].iter_mut().zip(&window.weights) {
                *padded = fixed(weight);
            }
            first.push(start * channels);
            weights.extend(
                padded
                    .iter()
                    .flat_map(|&weight| std::iter::repeat_n(weight, channels)),
            );
        }
        Self {
            from,
            taps,
            channels,
            first,
            weights,
        }
    }

    /// All rows. `C` channels, `W` = `C · STEP` products at a time.
    #[inline(always)]
    fn apply<const C: usize, const W: usize>(&self, bytes: &[u8], out: &mut [u8]) {
        let (from, to) = (self.from * C, self.first.len() * C);
        for (rows, out) in bytes.chunks(from * BLOCK).zip(out.chunks_mut(to * BLOCK)) {
            let windows = self
                .first
                .iter()
                .zip(self.weights.chunks_exact(self.taps * self.channels));
            for (x, (&first, weights)) in windows.enumerate() {
                for (row, out) in rows.chunks_exact(from).zip(out.chunks_exact_mut(to)) {
                    let pixel = convolve::<C, W>(&row[first..first + weights.len()], weights);
                    out[x * C..][..C].copy_from_slice(&pixel);
                }
            }
        }
    }
}

/// One pixel: the window's bytes times their weights, summed per channel.
#[inline(always)]
fn convolve<const C: usize, const W: usize>(bytes: &[u8], weights: &[i32]) -> [u8; C] {
    let (byte_steps, byte_rest) = bytes.as_chunks::<W>();
    let (weight_steps, weight_rest) = weights.as_chunks::<W>();
    let mut lanes = [0i32; W];
    for (bytes, weights) in byte_steps.iter().zip(weight_steps) {
        for i in 0..W {
            lanes[i] = lanes[i].wrapping_add(i32::from(bytes[i]).wrapping_mul(weights[i]));
        }
    }
    // Seen together with the products, the compiler regroups them by channel and gathers pairs of bytes where whole
    // vectors could be read: twice as slow.
    let lanes = std::hint::black_box(lanes);
    let mut sums = [HALF; C];
    for lanes in lanes.as_chunks::<C>().0 {
        for c in 0..C {
            sums[c] = sums[c].wrapping_add(lanes[c]);
        }
    }
    // Only rows shorter than a window's whole steps leave a rest.
    let rest = byte_rest
        .as_chunks::<C>()
        .0
        .iter()
        .zip(weight_rest.as_chunks::<C>().0);
    for (bytes, weights) in rest {
        for c in 0..C {
            sums[c] = sums[c].wrapping_add(i32::from(bytes[c]).wrapping_mul(weights[c]));
        }
    }
    sums.map(to_byte)
}

/// One new row: the window's rows times their weights, `TILE` bytes at a time.
#[inline(always)]
fn blend_rows(bytes: &[u8], width: usize, window: &Window, out: &mut [u8]) {
    let weights: Vec<i32> = window.weights.iter().map(|&weight| fixed(weight)).collect();
    let rows = &bytes[window.first * width..];
    let (tiles, rest) = out.as_chunks_mut::<TILE>();
    let mut x = 0;
    for tile in tiles {
        let mut sums = [HALF; TILE];
        for (row, &weight) in rows.chunks_exact(width).zip(&weights) {
            if let Some(bytes) = row[x..].first_chunk::<TILE>() {
                for i in 0..TILE {
                    sums[i] = sums[i].wrapping_add(i32::from(bytes[i]).wrapping_mul(weight));
                }
            }
        }
        for i in 0..TILE {
            tile[i] = to_byte(sums[i]);
        }
        x += TILE;
    }
    for (i, out) in rest.iter_mut().enumerate() {
        let terms = rows.chunks_exact(width).zip(&weights);
        let sum = terms.fold(HALF, |sum, (row, &weight)| {
            sum.wrapping_add(i32::from(row[x + i]).wrapping_mul(weight))
        });
        *out = to_byte(sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two passes written as plainly as they can be.
    fn plainly(bytes: &[u8], channels: usize, from: Size, to: Size, filter: Filter) -> Vec<u8> {
        let pass = |source: &dyn Fn(usize) -> u8, window: &Window| {
            let terms = window.range().zip(&window.weights);
            to_byte(terms.fold(HALF, |sum, (at, &weight)| {
                sum + i32::from(source(at)) * fixed(weight)
            }))
        };
        let mut across = Vec::new();
        let columns = windows(from.0, to.0, filter);
        for y in 0..from.1 {
            for window in &columns {
                for c in 0..channels {
                    across.push(pass(&|x| bytes[(y * from.0 + x) * channels + c], window));
                }
            }
        }
        let width = to.0 * channels;
        let mut out = Vec::new();
        for window in &windows(from.1, to.1, filter) {
            for x in 0..width {
                out.push(pass(&|y| across[y * width + x], window));
            }
        }
        out
    }

    #[test]
    fn the_vectorised_loops_equal_the_plain_ones() {
        let mut state = 1u32;
        let mut noise = |len: usize| -> Vec<u8> {
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            };
            (0..len).map(|_| next()).collect()
        };
        let sizes = [
            ((1, 1), (9, 7)),
            ((7, 5), (3, 11)),
            ((100, 9), (13, 4)),
            ((21, 30), (64, 8)),
            ((5, 70), (90, 69)),
        ];
        for channels in 1..=4 {
            for (from, to) in sizes {
                let bytes = noise(from.0 * from.1 * channels);
                for filter in [Filter::Bilinear, Filter::Bicubic] {
                    let expected = plainly(&bytes, channels, from, to, filter);
                    let found = resize_bytes(&bytes, channels, from, to, filter, Order::HorizontalFirst);
                    assert_eq!(found, expected, "{from:?} {to:?} {channels}");
                }
            }
        }
    }
}
