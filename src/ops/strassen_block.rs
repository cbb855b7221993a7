//! Blocks of weights for `strassen`: some panels of each fourth of the outputs, some of each fourth of the inputs.

use super::aligned::AlignedBuffer;
use super::kernel::LINE;
use super::part::Part;
use super::winograd::{NEW_QUARTERS, QUARTERS_OF_A, SEVEN, left, left_factor};
use pulp::Simd;
use std::ops::Range;

/// Most outputs of each fourth in a block: two panels.
const OUTPUTS: usize = 28;

/// About how many inputs of each fourth are in a block. With [`OUTPUTS`] the left factors within an outer product fill
/// 200 KB, and so do the right ones of four panels: both stay in a second-level cache of 1 MB. Half the depth took 3 %
/// more time, since tiles are combined twice as often; twice the outputs 1 %.
const DEPTH: usize = 256;

/// Room for the widened weights of a panel's sixteen parts.
pub type Wide = [AlignedBuffer; 16];

/// A matrix divided into blocks.
#[derive(Debug, Clone, Copy)]
pub struct Blocks<'a> {
    part: &'a Part<'a>,
    /// Blocks over the outputs.
    across: usize,
    /// Blocks over the inputs.
    deep: usize,
}

impl<'a> Blocks<'a> {
    /// Divides `part`, whose inputs are a multiple of four.
    pub fn new(part: &'a Part<'a>) -> Self {
        let outputs = part.panels.len().div_ceil(4) * part.linear.panel_outputs();
        Self {
            part,
            across: outputs.div_ceil(OUTPUTS).max(1),
            deep: ((part.inputs.len() / 4 + DEPTH / 2) / DEPTH).max(1),
        }
    }

    /// Block `index`: first all of the same outputs.
    pub fn get(&self, index: usize) -> Option<Block<'a>> {
        let cut = |len: usize, parts: usize, at: usize| at * len / parts..(at + 1) * len / parts;
        let fourth = [self.part.panels.len().div_ceil(4), self.part.inputs.len() / 4];
        (index < self.across * self.deep).then(|| Block {
            part: self.part,
            panels: cut(fourth[0], self.across, index / self.deep),
            inputs: cut(fourth[1], self.deep, index % self.deep),
            fourth,
        })
    }
}

/// A block: panels of the first fourth of the outputs, inputs of the first fourth, and with them those that lie
/// whole fourths of the panels and of the inputs further on.
#[derive(Debug, Clone)]
pub struct Block<'a> {
    /// The matrix.
    pub part: &'a Part<'a>,
    /// Panels, from the first of `part`.
    pub panels: Range<usize>,
    /// Inputs, from the first of `part`.
    pub inputs: Range<usize>,
    /// Panels and inputs of a fourth of `part`.
    pub fourth: [usize; 2],
}

impl<'a> Block<'a> {
    /// Values in a left factor of one panel.
    pub fn factor(&self) -> usize {
        self.inputs.len() * self.part.linear.panel_outputs()
    }

    /// From the left factor of a panel to that of the next, in whole cache lines.
    pub fn stride(&self) -> usize {
        self.factor().next_multiple_of(LINE)
    }

    /// From the left factors of a product to those of the next.
    pub fn product(&self) -> usize {
        spread(self.panels.len() * self.stride())
    }

    /// Makes the left factors of the seven products within `outer`, each with all panels. `wide` is scratch.
    #[inline(always)]
    pub fn load<S: Simd>(&self, simd: S, outer: usize, wide: &mut Wide, left: &mut [f32]) {
        let (factor, stride) = (self.factor(), self.stride());
        for (index, panel) in self.panels.clone().enumerate() {
            let mut wide = wide.iter_mut();
            let parts: [[&[f32]; 4]; 4] = std::array::from_fn(|outer| {
                std::array::from_fn(|inner| match (wide.next(), self.source(panel, [outer, inner])) {
                    (Some(wide), Some((panel, inputs))) => self.part.linear.panel(panel, inputs, wide),
                    (Some(wide), None) => {
                        let zeros = wide.at_least(factor);
                        zeros.fill(0.0);
                        &*zeros
                    }
                    (None, _) => &[],
                })
            });
            let mut factors = left.chunks_exact_mut(self.product());
            let factors = std::array::from_fn(|_| {
                let of_product = factors.next().unwrap_or_default();
                &mut of_product[index * stride..(index + 1) * stride]
            });
            sum_left(simd, outer, &parts, factors);
        }
    }

    /// Weights in memory that no product before `outer` wants, part by part, if they are f32.
    pub fn peek(&self, outer: usize, index: usize) -> Option<&'a [f32]> {
        let quarter = NEW_QUARTERS[outer].get(index / 4 / self.panels.len())?;
        let panel = self.panels.start + index / 4 % self.panels.len();
        let (panel, inputs) = self.source(panel, [*quarter, index % 4])?;
        self.part.linear.peek(panel, inputs.start)
    }

    /// Panel and inputs of the matrix where a quarter of a quarter of `panel` lies; none below a number of panels
    /// that is no multiple of four.
    fn source(&self, panel: usize, quarters: [usize; 2]) -> Option<(usize, Range<usize>)> {
        let [outer, inner] = quarters.map(|quarter| QUARTERS_OF_A[quarter]);
        let [row, column] = [0, 1].map(|i| 2 * outer[i] + inner[i]);
        let panel = self.part.panels.start + row * self.fourth[0] + panel;
        let start = self.part.inputs.start + column * self.fourth[1] + self.inputs.start;
        (panel < self.part.panels.end).then_some((panel, start..start + self.inputs.len()))
    }
}

/// The least distance, from `len` values on, at which the lines that are written in turns, an equal number of distances
/// apart, lie in different sets of a cache.
pub fn spread(len: usize) -> usize {
    let lines = len.div_ceil(LINE);
    (lines + 1 - lines % 2) * LINE
}

/// Left factors of one panel within the product `outer`, each with room to the end of a vector.
#[inline(always)]
fn sum_left<S: Simd>(simd: S, outer: usize, parts: &[[&[f32]; 4]; 4], factors: [&mut [f32]; SEVEN]) {
    let mut factors = factors.map(|factor| S::as_mut_simd_f32s(factor).0);
    let whole: [[&[S::f32s]; 4]; 4] =
        std::array::from_fn(|inner| std::array::from_fn(|outer| S::as_simd_f32s(parts[outer][inner]).0));
    let vectors = whole[0][0].len();
    for at in 0..vectors {
        let mut sums = [simd.splat_f32s(0.0); 4];
        for (sum, parts) in sums.iter_mut().zip(&whole) {
            *sum = left_factor::<S>(simd, outer, parts, at);
        }
        for (factor, value) in factors.iter_mut().zip(left(simd, sums)) {
            factor[at] = value;
        }
    }
    if parts[0][0].len() > vectors * S::F32_LANES {
        let mut sums = [simd.splat_f32s(0.0); 4];
        for (inner, sum) in sums.iter_mut().enumerate() {
            let mut last = [[simd.splat_f32s(0.0)]; 4];
            for (last, parts) in last.iter_mut().zip(parts) {
                *last = [simd.partial_load_f32s(S::as_simd_f32s(parts[inner]).1)];
            }
            let [a11, a12, a21, a22] = &last;
            *sum = left_factor::<S>(simd, outer, &[a11, a12, a21, a22], 0);
        }
        for (factor, value) in factors.iter_mut().zip(left(simd, sums)) {
            factor[vectors] = value;
        }
    }
}
