//! Frozen weights packed once for the tile kernel: panels of [`PANEL`] outputs, each depth × PANEL.

use super::aligned::AlignedBuffer;
use super::kernel::PANEL;
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use rayon::prelude::*;

/// A weight matrix W (outputs × inputs) with its bias, packed for `x·Wᵀ + b`.
#[derive(Debug, Clone)]
pub struct PackedLinear {
    inputs: usize,
    outputs: usize,
    panels: Panels,
    bias: Vec<f32>,
}

/// Half-precision panels are widened one at a time as they are used; the arithmetic is f32 throughout.
#[derive(Debug, Clone)]
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
        let mut bias = bias;
        bias.resize(outputs.next_multiple_of(PANEL), 0.0);
        let mut packed = AlignedBuffer::zeroed(outputs.div_ceil(PANEL) * PANEL * inputs);
        if inputs > 0 {
            packed
                .as_mut_slice()
                .par_chunks_exact_mut(PANEL * inputs)
                .zip(weight.par_chunks(PANEL * inputs))
                .for_each(|(panel, rows)| pack_panel(panel, rows, inputs));
        }
        let panels = match storage {
            Storage::F32 => Panels::F32(packed),
            Storage::F16 => Panels::F16(packed.as_slice().iter().map(|&v| f16::from_f32(v)).collect()),
            Storage::Bf16 => Panels::Bf16(packed.as_slice().iter().map(|&v| bf16::from_f32(v)).collect()),
        };
        Self {
            inputs,
            outputs,
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

    /// Number of panels.
    pub fn panel_count(&self) -> usize {
        self.outputs.div_ceil(PANEL)
    }

    /// The bias of panel `index`, padded with zeros.
    pub fn panel_bias(&self, index: usize) -> &[f32] {
        &self.bias[index * PANEL..(index + 1) * PANEL]
    }

    /// Panel `index`, inputs `depth` of it, (depth × PANEL); `wide` is scratch for half-precision panels.
    pub fn panel<'a>(
        &'a self,
        index: usize,
        depth: std::ops::Range<usize>,
        wide: &'a mut AlignedBuffer,
    ) -> &'a [f32] {
        let first = index * PANEL * self.inputs;
        let range = first + depth.start * PANEL..first + depth.end * PANEL;
        match &self.panels {
            Panels::F32(values) => &values.as_slice()[range],
            Panels::F16(values) => {
                let wide = wide.at_least(range.len());
                values[range].convert_to_f32_slice(wide);
                wide
            }
            Panels::Bf16(values) => {
                let wide = wide.at_least(range.len());
                values[range].convert_to_f32_slice(wide);
                wide
            }
        }
    }
}

fn pack_panel(panel: &mut [f32], rows: &[f32], inputs: usize) {
    for (column, row) in rows.chunks_exact(inputs).enumerate() {
        for (slot, value) in panel[column..].iter_mut().step_by(PANEL).zip(row) {
            *slot = *value;
        }
    }
}

/// Packs up to `panel_rows` rows of `width` values into one left-hand panel (width × panel_rows).
pub fn pack_rows<'a>(
    panel: &mut [f32],
    panel_rows: usize,
    width: usize,
    rows: impl Iterator<Item = &'a [f32]>,
) {
    let mut filled = 0;
    for row in rows.take(panel_rows) {
        for (slot, value) in panel[filled..].iter_mut().step_by(panel_rows).zip(&row[..width]) {
            *slot = *value;
        }
        filled += 1;
    }
    if filled < panel_rows {
        for group in panel[..width * panel_rows].chunks_exact_mut(panel_rows) {
            group[filled..].fill(0.0);
        }
    }
}
