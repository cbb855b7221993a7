//! Frozen weights packed once for the tile kernel: panels of a few outputs, each depth × outputs.

use super::aligned::AlignedBuffer;
use super::kernel::{MAX_OUTPUTS, outputs_here};
use super::panels::interleave;
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use rayon::prelude::*;
use std::ops::Range;

/// A weight matrix W (outputs × inputs) with its bias, packed for `W·x + b`.
#[derive(Debug)]
pub struct PackedLinear {
    inputs: usize,
    outputs: usize,
    /// Outputs in a panel.
    rows: usize,
    panels: Panels,
    /// Padded to whole panels.
    bias: Vec<f32>,
}

/// Outputs in a panel of a matrix: as many as leave little empty in panels of a fourth of all `outputs`.
fn panel_rows(outputs: usize) -> usize {
    let padded = |rows: &&usize| outputs.div_ceil(4).next_multiple_of(**rows);
    outputs_here()
        .iter()
        .min_by_key(padded)
        .map_or(MAX_OUTPUTS, |rows| *rows)
}

/// Half-precision panels are widened one at a time as they are used; the arithmetic is f32 throughout.
#[derive(Debug)]
enum Panels {
    F32(AlignedBuffer),
    F16(Vec<f16>),
    Bf16(Vec<bf16>),
}

/// How the packed values are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// 4 bytes a value.
    F32,
    /// 2 bytes a value, IEEE half.
    F16,
    /// 2 bytes a value, bfloat16.
    Bf16,
}

impl PackedLinear {
    /// Packs `weight` (outputs × inputs, rows in order) and `bias` (outputs; empty for none).
    pub fn new(weight: &[f32], inputs: usize, outputs: usize, bias: Vec<f32>, storage: Storage) -> Self {
        let rows = panel_rows(outputs);
        let mut bias = bias;
        bias.resize(outputs.next_multiple_of(rows), 0.0);
        let len = outputs.next_multiple_of(rows) * inputs;
        let mut packed = AlignedBuffer::zeroed(len);
        let values = &mut packed.as_mut_slice()[..len];
        if len > 0 {
            values
                .par_chunks_exact_mut(rows * inputs)
                .zip(weight.par_chunks(rows * inputs))
                .for_each(|(panel, weight)| interleave(panel, rows, weight.chunks_exact(inputs)));
        }
        let panels = match storage {
            Storage::F32 => Panels::F32(packed),
            Storage::F16 => Panels::F16(values.iter().map(|&v| f16::from_f32(v)).collect()),
            Storage::Bf16 => Panels::Bf16(values.iter().map(|&v| bf16::from_f32(v)).collect()),
        };
        Self {
            inputs,
            outputs,
            rows,
            panels,
            bias,
        }
    }

    /// Depth of the product.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Width of the result.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Outputs in a panel; the last one may hold fewer.
    pub fn panel_outputs(&self) -> usize {
        self.rows
    }

    /// The bias of panel `index`, padded with zeros.
    pub fn panel_bias(&self, index: usize) -> &[f32] {
        &self.bias[index * self.rows..(index + 1) * self.rows]
    }

    /// Panel `index`, inputs `depth` of it; `wide` is scratch for half-precision panels.
    pub fn panel<'a>(&'a self, index: usize, depth: Range<usize>, wide: &'a mut AlignedBuffer) -> &'a [f32] {
        if let Panels::F32(values) = &self.panels {
            return &values.as_slice()[self.places(index, depth)];
        }
        let wide = wide.at_least(depth.len() * self.rows);
        self.read_panel(index, depth, wide);
        wide
    }

    /// Copies panel `index`, inputs `depth` of it.
    pub fn read_panel(&self, index: usize, depth: Range<usize>, values: &mut [f32]) {
        let places = self.places(index, depth);
        match &self.panels {
            Panels::F32(panels) => values.copy_from_slice(&panels.as_slice()[places]),
            Panels::F16(panels) => panels[places].convert_to_f32_slice(values),
            Panels::Bf16(panels) => panels[places].convert_to_f32_slice(values),
        }
    }

    /// The weights in memory from input `depth` of panel `index` on, if they are f32.
    pub fn peek(&self, index: usize, depth: usize) -> Option<&[f32]> {
        match &self.panels {
            Panels::F32(panels) => panels.as_slice().get(self.places(index, depth..depth).start..),
            _ => None,
        }
    }

    fn places(&self, index: usize, depth: Range<usize>) -> Range<usize> {
        let first = index * self.inputs;
        (first + depth.start) * self.rows..(first + depth.end) * self.rows
    }
}
