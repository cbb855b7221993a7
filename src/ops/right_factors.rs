//! Sums of activations for `strassen`.

use super::aligned::AlignedBuffer;
use super::kernel::PANEL;
use super::strassen_block::spread;
use super::winograd::{QUARTERS_OF_B, SEVEN, right, right_factor};
use pulp::Simd;
use std::ops::Range;

/// Inputs of each fourth that are summed up at a time, so that they are at hand for all outer products.
const CHUNK: usize = 64;

/// Panels of activations as [`strassen_panels`](super::strassen::strassen_panels) takes them: right factors of fours
/// of panels, and of the two or one that remain.
#[derive(Debug, Clone, Copy)]
pub struct RightFactors<'a> {
    factors: &'a [f32],
    panels: usize,
    /// Values in a factor, and from one to the next.
    factor: [usize; 2],
}

impl<'a> RightFactors<'a> {
    /// The factors of the panels of `x` (inputs × PANEL each, inputs a multiple of four), kept in `buffer`.
    #[inline(always)]
    pub fn new<S: Simd>(simd: S, x: &[f32], inputs: usize, buffer: &'a mut AlignedBuffer) -> Self {
        let panel = inputs * PANEL;
        let panels = x.len() / panel;
        let factor = [panel / 4, spread(panel / 4)];
        let all = SEVEN * SEVEN * factor[1];
        let factors = buffer.at_least(fours(panels).count() * all);
        for (four, factors) in fours(panels).zip(factors.chunks_exact_mut(all)) {
            sum_right(simd, &x[four.start * panel..four.end * panel], panel, factors);
        }
        Self {
            factors,
            panels,
            factor,
        }
    }

    /// Number of panels.
    pub fn panels(&self) -> usize {
        self.panels
    }

    /// The right factor of a product (outer, inner) with four `four`, `inputs` of it.
    #[inline(always)]
    pub fn get(&self, four: usize, [outer, inner]: [usize; 2], inputs: &Range<usize>) -> &'a [f32] {
        let start = ((four * SEVEN + outer) * SEVEN + inner) * self.factor[1];
        &self.factors[start + inputs.start * PANEL..start + inputs.end * PANEL]
    }
}

/// Groups of four panels, then of two and one.
pub fn fours(panels: usize) -> impl Iterator<Item = Range<usize>> + Clone {
    let mut start = 0;
    std::iter::from_fn(move || {
        let count = match panels - start {
            0 => return None,
            left => [1, 2, 2, 4][left.min(4) - 1],
        };
        start += count;
        Some(start - count..start)
    })
}

/// The right factors of up to four panels of `panel` values.
#[inline(always)]
fn sum_right<S: Simd>(simd: S, x: &[f32], panel: usize, factors: &mut [f32]) {
    let fourth = panel / 4;
    for start in (0..fourth).step_by(CHUNK * PANEL) {
        let end = (start + CHUNK * PANEL).min(fourth);
        let parts: [[&[S::f32s]; 4]; 4] = std::array::from_fn(|inner| {
            std::array::from_fn(|outer| {
                let [outer, inner] = [outer, inner].map(|quarter| QUARTERS_OF_B[quarter]);
                let [row, column] = [0, 1].map(|i| 2 * outer[i] + inner[i]);
                let from = column * panel + row * fourth;
                S::as_simd_f32s(x.get(from + start..from + end).unwrap_or_default()).0
            })
        });
        let mut all = factors.chunks_exact_mut(spread(fourth));
        for outer in 0..SEVEN {
            let mut factors: [&mut [S::f32s]; SEVEN] = std::array::from_fn(|_| {
                let factor = all.next().unwrap_or_default();
                S::as_mut_simd_f32s(&mut factor[start..end]).0
            });
            for at in 0..parts[0][0].len() {
                let mut sums = [simd.splat_f32s(0.0); 4];
                for (sum, parts) in sums.iter_mut().zip(&parts) {
                    if !parts[0].is_empty() {
                        *sum = right_factor::<S>(simd, outer, parts, at);
                    }
                }
                for (factor, value) in factors.iter_mut().zip(right(simd, sums)) {
                    factor[at] = value;
                }
            }
        }
    }
}
