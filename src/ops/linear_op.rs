//! A frozen product on the CPU as candle operation: `x·Wᵀ + b`, after layer norm where one is given.

use super::aligned::AlignedBuffer;
use super::blocked::blocked_panels;
use super::kernel::PANEL;
use super::norm::{Norm, norm_panels};
use super::packed::PackedLinear;
use super::panels::{panel_to_rows, rows_to_panel};
use super::part::Part;
use super::then::Then;
use candle_core::{CpuStorage, CustomOp1, Layout, Shape};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;
use std::cell::RefCell;

/// A thread's scratch memory.
#[derive(Debug, Default)]
struct Scratch {
    panel: AlignedBuffer,
    normed: AlignedBuffer,
    wide: AlignedBuffer,
    out: AlignedBuffer,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// The operation, on rows; use it through [`candle_core::Tensor::apply_op1_no_bwd`].
pub struct ApplyLinear<'a> {
    /// Applied to the rows first.
    pub norm: Option<&'a Norm>,
    /// The product.
    pub linear: &'a PackedLinear,
}

impl CustomOp1 for ApplyLinear<'_> {
    fn name(&self) -> &'static str {
        "packed-linear"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (Some((start, end)), CpuStorage::F32(values)) = (layout.contiguous_offsets(), storage) else {
            candle_core::bail!("packed-linear wants contiguous f32, found layout {layout:?}");
        };
        let (inputs, outputs) = (self.linear.inputs(), self.linear.outputs());
        let mut dims = layout.dims().to_vec();
        match dims.last_mut() {
            Some(last) if *last == inputs => *last = outputs,
            _ => candle_core::bail!(
                "packed-linear takes {inputs} inputs, found shape {:?}",
                layout.shape()
            ),
        }
        let x = &values[start..end];
        let arch = Arch::new();
        let mut out = vec![0f32; x.len() / inputs * outputs];
        out.par_chunks_mut(PANEL * outputs)
            .zip(x.par_chunks(PANEL * inputs))
            .for_each(|(out, x)| {
                // Borrowed outside `dispatch`: see `residual_block`.
                SCRATCH.with_borrow_mut(|scratch| {
                    arch.dispatch(LinearRows {
                        op: self,
                        scratch,
                        x,
                        out,
                    })
                });
            });
        Ok((CpuStorage::F32(out), Shape::from(dims)))
    }
}

struct LinearRows<'a> {
    op: &'a ApplyLinear<'a>,
    scratch: &'a mut Scratch,
    x: &'a [f32],
    out: &'a mut [f32],
}

impl WithSimd for LinearRows<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let ApplyLinear { norm, linear } = self.op;
        let Scratch {
            panel,
            normed,
            wide,
            out,
        } = self.scratch;
        let panel = panel.at_least(linear.inputs() * PANEL);
        rows_to_panel(self.x, linear.inputs(), panel);
        let x = match norm {
            Some(norm) => norm_panels(simd, norm, panel, normed),
            None => panel,
        };
        let out = out.at_least(linear.outputs() * PANEL);
        blocked_panels(simd, wide, &Part::whole(linear), Then::Store, x, out);
        panel_to_rows(out, linear.outputs(), self.out);
    }
}
