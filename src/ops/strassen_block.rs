//! Blocks of weights for `strassen`: some panels of each half of the outputs, some of each half of the inputs.

use super::kernel::LINE;
use super::part::Part;
use super::winograd::{PRODUCTS, QUARTERS, sum_left};
use pulp::Simd;
use std::ops::Range;

/// Most outputs of each half in a block.
const OUTPUTS: usize = 70;

/// About how many inputs of each half are in a block. With [`OUTPUTS`] the left factors of a block fill 0.5 MB,
/// which leaves room in a second-level cache of 1 MB; a right factor takes 32 KB.
const DEPTH: usize = 256;

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
    /// Divides `part`, which has an even number of inputs.
    pub fn new(part: &'a Part<'a>) -> Self {
        let outputs = part.panels.len().div_ceil(2) * part.linear.panel_outputs();
        Self {
            part,
            across: outputs.div_ceil(OUTPUTS).max(1),
            deep: ((part.inputs.len() / 2 + DEPTH / 2) / DEPTH).max(1),
        }
    }

    /// Block `index`: first all of the same outputs.
    pub fn get(&self, index: usize) -> Option<Block<'a>> {
        let cut = |len: usize, parts: usize, at: usize| at * len / parts..(at + 1) * len / parts;
        let half = [self.part.panels.len().div_ceil(2), self.part.inputs.len() / 2];
        (index < self.across * self.deep).then(|| Block {
            part: self.part,
            panels: cut(half[0], self.across, index / self.deep),
            inputs: cut(half[1], self.deep, index % self.deep),
            half,
        })
    }
}

/// A block: panels of the first half of the outputs, inputs of the first half, and with them those that lie half
/// the panels, half the inputs or both further on.
#[derive(Debug, Clone)]
pub struct Block<'a> {
    /// The matrix.
    pub part: &'a Part<'a>,
    /// Panels, from the first of `part`.
    pub panels: Range<usize>,
    /// Inputs, from the first of `part`.
    pub inputs: Range<usize>,
    /// Panels and inputs of a half of `part`.
    pub half: [usize; 2],
}

impl<'a> Block<'a> {
    /// Values in a left factor of one panel.
    pub fn factor(&self) -> usize {
        self.inputs.len() * self.part.linear.panel_outputs()
    }

    /// From one left factor to the next, in whole cache lines.
    pub fn stride(&self) -> usize {
        self.factor().next_multiple_of(LINE)
    }

    /// Values in all left factors.
    pub fn factors(&self) -> usize {
        self.panels.len() * PRODUCTS * self.stride()
    }

    /// Makes the left factors, PRODUCTS for every panel.
    #[inline(always)]
    pub fn load<S: Simd>(&self, simd: S, left: &mut [f32]) {
        let (factor, stride) = (self.factor(), self.stride());
        for (panel, factors) in self.panels.clone().zip(left.chunks_exact_mut(PRODUCTS * stride)) {
            for (quarter, place) in QUARTERS.iter().enumerate() {
                let values = &mut factors[place * stride..place * stride + factor];
                match self.quarter(panel, quarter) {
                    Some((panel, inputs)) => self.part.linear.read_panel(panel, inputs, values),
                    None => values.fill(0.0),
                }
            }
            sum_left(simd, factors);
        }
    }

    /// The weights in memory from a quarter on, counted over all panels, if they are f32.
    pub fn peek(&self, index: usize) -> Option<&'a [f32]> {
        let panel = self.panels.start + index / QUARTERS.len();
        let (panel, inputs) = self.quarter(panel, index % QUARTERS.len())?;
        self.part.linear.peek(panel, inputs.start)
    }

    /// Panel and inputs of the matrix where a quarter of `panel` lies; none below an odd number of panels.
    fn quarter(&self, panel: usize, quarter: usize) -> Option<(usize, Range<usize>)> {
        let panel = self.part.panels.start + panel + quarter / 2 * self.half[0];
        let start = self.part.inputs.start + self.inputs.start + quarter % 2 * self.half[1];
        (panel < self.part.panels.end).then_some((panel, start..start + self.inputs.len()))
    }
}
