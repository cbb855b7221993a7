//! A part of a packed matrix.

use super::kernel::MAX_OUTPUTS;
use super::packed::PackedLinear;
use std::ops::Range;

/// Some of the panels of a matrix, some of its inputs.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The matrix.
    pub linear: &'a PackedLinear,
    /// Panels of outputs.
    pub panels: Range<usize>,
    /// Inputs. The bias goes with the first of them.
    pub inputs: Range<usize>,
}

impl<'a> Part<'a> {
    /// All of it.
    pub fn whole(linear: &'a PackedLinear) -> Self {
        Self {
            linear,
            panels: 0..linear.outputs().div_ceil(linear.panel_outputs()),
            inputs: 0..linear.inputs(),
        }
    }

    /// The outputs that the panels hold.
    pub fn outputs(&self) -> Range<usize> {
        let rows = self.linear.panel_outputs();
        self.panels.start * rows..(self.panels.end * rows).min(self.linear.outputs())
    }

    /// What to add to the sums over `inputs` for panel `index`: the bias, with the first input, or zeros.
    pub fn bias(&self, index: usize, inputs: &Range<usize>) -> &'a [f32] {
        const NO_BIAS: &[f32] = &[0.0; MAX_OUTPUTS];
        if inputs.start == 0 && self.panels.contains(&index) {
            self.linear.panel_bias(index)
        } else {
            NO_BIAS
        }
    }
}
