//! A transformer's residual block as one in-place operation on the CPU:
//! `x += attention(ln_1 x)`, then `x += mlp(ln_2 x)`.
//!
//! Three passes, each in parallel: groups of panels of tokens (layer norm, q, k, v), heads (softmax), groups of
//! panels again (output projection, residual, MLP). Between them only q, k, v and the heads' output touch memory.
//! Panels are grouped for Strassen's algorithm within a sequence, so that a picture's result does not depend on the
//! rest of its batch; the number of threads changes the groups, and with them the last bits.

use super::aligned::AlignedBuffer;
use super::attention::{Head, attend, gather, scatter};
use super::kernel::PANEL;
use super::linear::{Activations, Hidden, LinearScratch, add_mlp_panels, linear_panels};
use super::norm::{Norm, norm_panels};
use super::packed::PackedLinear;
use super::panel_groups::{panel_groups, split_groups};
use super::part::Part;
use super::then::Then;
use super::token_layout::TokenLayout;
use candle_core::{CpuStorage, InplaceOp1, Layout};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;
use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

/// A residual block's parameters, packed.
#[derive(Debug)]
pub struct PackedBlock {
    /// Before the attention.
    pub norm_1: Norm,
    /// q, k and v in one product, 3V × V.
    pub qkv: PackedLinear,
    /// The attention's output projection, V × V.
    pub project: PackedLinear,
    /// Before the MLP.
    pub norm_2: Norm,
    /// The MLP's first product, 4V × V.
    pub up: PackedLinear,
    /// The MLP's second product, V × 4V.
    pub down: PackedLinear,
    /// Number of heads.
    pub heads: usize,
    /// Whether a token sees only itself and those before it.
    pub causal: bool,
}

/// Buffers that the blocks of a tower lend each other, so that they are allocated once.
#[derive(Debug, Default)]
pub struct BlockBuffers(Mutex<Vec<Between>>);

/// What the passes of a block hand on.
#[derive(Debug, Default)]
struct Between {
    qkv: AlignedBuffer,
    attended: AlignedBuffer,
}

impl BlockBuffers {
    fn take(&self) -> Between {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .unwrap_or_default()
    }

    fn give(&self, between: Between) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(between);
    }
}

/// A thread's scratch memory.
#[derive(Debug, Default)]
struct Scratch {
    /// Panels after layer norm.
    normed: AlignedBuffer,
    /// Sums of the panels that are multiplied.
    sums: AlignedBuffer,
    hidden: Hidden,
    linear: LinearScratch,
    /// A head's scores.
    scores: AlignedBuffer,
    /// A head of a sequence that does not start a panel, moved to where it does.
    gathered: [AlignedBuffer; 2],
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// The operation, on panels (P, V, PANEL) as [`RowsToPanels`](super::RowsToPanels) makes them.
pub struct ApplyBlock<'a> {
    /// Parameters.
    pub block: &'a PackedBlock,
    /// Buffers.
    pub buffers: &'a BlockBuffers,
    /// Where the tokens lie.
    pub layout: TokenLayout,
}

impl InplaceOp1 for ApplyBlock<'_> {
    fn name(&self) -> &'static str {
        "residual-block"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let (Some((start, end)), CpuStorage::F32(values)) = (layout.contiguous_offsets(), storage) else {
            candle_core::bail!("residual-block wants contiguous f32, found layout {layout:?}");
        };
        if layout.shape().dims3()? != (self.layout.panels(), self.block.qkv.inputs(), PANEL) {
            candle_core::bail!(
                "residual-block for {:?} was given {:?}",
                self.layout,
                layout.shape()
            );
        }
        let mut between = self.buffers.take();
        self.apply(&mut values[start..end], &mut between);
        self.buffers.give(between);
        Ok(())
    }
}

impl ApplyBlock<'_> {
    fn apply(&self, x: &mut [f32], between: &mut Between) {
        let (arch, block) = (Arch::new(), self.block);
        let width = block.qkv.inputs();
        let panels = self.layout.panels();
        let qkv = between.qkv.at_least(panels * 3 * width * PANEL);
        let attended = between.attended.at_least(panels * width * PANEL);

        let (run, threads) = (self.layout.run_panels(), rayon::current_num_threads());
        let groups = (0..panels / run).flat_map(|_| panel_groups(run, threads));
        split_groups(groups.clone(), width * PANEL, x)
            .zip(split_groups(groups.clone(), 3 * width * PANEL, qkv))
            .collect::<Vec<_>>()
            .into_par_iter()
            .with_max_len(1)
            .for_each(|(x, qkv)| {
                SCRATCH.with_borrow_mut(|scratch| {
                    arch.dispatch(Project {
                        block,
                        scratch,
                        x,
                        qkv,
                    })
                });
            });

        let qkv = &*qkv;
        self.head_tasks(attended)
            .par_iter_mut()
            .with_max_len(1)
            .for_each(|task| {
                SCRATCH.with_borrow_mut(|scratch| {
                    arch.dispatch(Attend {
                        block,
                        layout: self.layout,
                        scratch,
                        qkv,
                        task,
                    });
                });
            });

        split_groups(groups.clone(), width * PANEL, x)
            .zip(split_groups(groups, width * PANEL, attended))
            .collect::<Vec<_>>()
            .into_par_iter()
            .with_max_len(1)
            .for_each(|(x, attended)| {
                SCRATCH.with_borrow_mut(|scratch| {
                    arch.dispatch(Finish {
                        block,
                        scratch,
                        x,
                        attended,
                    })
                });
            });
    }

    /// The attention's work in pieces of about equal size, each with the places for its results.
    fn head_tasks<'o>(&self, attended: &'o mut [f32]) -> Vec<HeadTask<'o>> {
        let (heads, width) = (self.block.heads, self.block.qkv.inputs());
        let per_run = self.layout.run_panels();
        let pieces = (2 * rayon::current_num_threads()).div_ceil(heads * self.layout.panels() / per_run);
        // A panel that sequences share belongs to one task.
        let group = if self.layout.is_aligned() {
            per_run.div_ceil(pieces)
        } else {
            per_run
        };
        let mut tasks = Vec::new();
        for (run, panels) in attended.chunks_exact_mut(per_run * width * PANEL).enumerate() {
            for (piece, panels) in panels.chunks_mut(group * width * PANEL).enumerate() {
                let base = tasks.len();
                tasks.extend((0..heads).map(|head| HeadTask {
                    run,
                    head,
                    first: piece * group,
                    outputs: Vec::with_capacity(group),
                }));
                for panel in panels.chunks_exact_mut(width * PANEL) {
                    let parts = panel.chunks_exact_mut(width / heads * PANEL);
                    tasks[base..]
                        .iter_mut()
                        .zip(parts)
                        .for_each(|(task, part)| task.outputs.push(part));
                }
            }
        }
        tasks
    }
}

/// One head of some panels of queries.
struct HeadTask<'o> {
    /// The run of panels that the queries and all their keys lie in.
    run: usize,
    head: usize,
    /// First panel of queries in the run.
    first: usize,
    /// (channels × PANEL) for every panel of queries.
    outputs: Vec<&'o mut [f32]>,
}

// What follows is compiled once per instruction set, inside `dispatch`. The thread's scratch memory is borrowed
// outside: a closure in between would be compiled without the vector instructions, a hundred times slower.

/// Layer norm, q, k and v.
struct Project<'a> {
    block: &'a PackedBlock,
    scratch: &'a mut Scratch,
    x: &'a [f32],
    qkv: &'a mut [f32],
}

impl WithSimd for Project<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            block,
            scratch,
            x,
            qkv,
        } = self;
        let normed = norm_panels(simd, &block.norm_1, x, &mut scratch.normed);
        let normed = Activations::new(simd, normed, block.qkv.inputs(), &mut scratch.sums);
        let whole = Part::whole(&block.qkv);
        linear_panels(simd, &mut scratch.linear, whole, Then::Store, normed, qkv);
    }
}

/// Softmax attention of one head.
struct Attend<'a, 'o> {
    block: &'a PackedBlock,
    layout: TokenLayout,
    scratch: &'a mut Scratch,
    qkv: &'a [f32],
    task: &'a mut HeadTask<'o>,
}

impl WithSimd for Attend<'_, '_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            block,
            layout,
            scratch: Scratch { scores, gathered, .. },
            qkv,
            task,
        } = self;
        let width = block.qkv.inputs();
        let channels = width / block.heads;
        let first = task.head * channels;
        let run = layout.run_panels() * 3 * width * PANEL;
        let all = Head {
            qkv: &qkv[task.run * run..(task.run + 1) * run],
            panel_channels: 3 * width,
            first: [first, width + first, 2 * width + first],
            channels,
            tokens: layout.tokens,
            causal: block.causal,
        };
        if layout.is_aligned() {
            for (panel, out) in task.outputs.iter_mut().enumerate() {
                attend(simd, scores, all, task.first + panel, out);
            }
            return;
        }
        for sequence in 0..layout.sequences {
            let start = sequence * layout.tokens;
            let (alone, out) = gather(all, start, gathered);
            for (panel, out) in out.chunks_exact_mut(channels * PANEL).enumerate() {
                attend(simd, scores, alone, panel, out);
            }
            scatter(out, channels, start, layout.tokens, &mut task.outputs);
        }
    }
}

/// Output projection and residual, layer norm, MLP and residual.
struct Finish<'a> {
    block: &'a PackedBlock,
    scratch: &'a mut Scratch,
    x: &'a mut [f32],
    attended: &'a [f32],
}

impl WithSimd for Finish<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            block,
            scratch,
            x,
            attended,
        } = self;
        let Scratch {
            normed,
            sums,
            hidden,
            linear,
            ..
        } = scratch;
        let width = block.project.inputs();
        let attended = Activations::new(simd, attended, width, sums);
        linear_panels(simd, linear, Part::whole(&block.project), Then::Add, attended, x);
        let normed = norm_panels(simd, &block.norm_2, x, normed);
        let normed = Activations::new(simd, normed, width, sums);
        add_mlp_panels(simd, linear, hidden, [&block.up, &block.down], normed, x);
    }
}
