//! Where the tokens of a batch lie in panels, and the operations that bring them there and back.

use super::kernel::PANEL;
use super::panels::{panel_to_rows, rows_to_panel};
use candle_core::{CpuStorage, CustomOp1, Layout, Shape};
use rayon::prelude::*;

/// From so many tokens on every sequence starts a panel of its own; shorter ones follow each other without a
/// gap, since half-empty panels would double their cost.
const LONG: usize = 4 * PANEL;

/// The shape of a batch of token sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLayout {
    /// Number of sequences.
    pub sequences: usize,
    /// Tokens in each.
    pub tokens: usize,
}

impl TokenLayout {
    /// Whether every sequence starts in lane 0 of a panel and no panel holds two.
    pub fn is_aligned(self) -> bool {
        self.sequences == 1 || self.tokens >= LONG
    }

    /// Runs of tokens that start a panel: (how many, tokens in each).
    fn runs(self) -> (usize, usize) {
        if self.is_aligned() {
            (self.sequences, self.tokens)
        } else {
            (1, self.sequences * self.tokens)
        }
    }

    /// Panels in a run.
    pub fn run_panels(self) -> usize {
        self.runs().1.div_ceil(PANEL)
    }

    /// All panels.
    pub fn panels(self) -> usize {
        self.runs().0 * self.run_panels()
    }
}

/// (B, T, width) → (P, width, PANEL)
pub struct RowsToPanels(pub TokenLayout);

/// (P, width, PANEL) → (B, T, width)
pub struct PanelsToRows(pub TokenLayout);

impl CustomOp1 for RowsToPanels {
    fn name(&self) -> &'static str {
        "rows-to-panels"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (b, t, width) = layout.shape().dims3()?;
        let (Some((start, end)), CpuStorage::F32(values)) = (layout.contiguous_offsets(), storage) else {
            candle_core::bail!("rows-to-panels wants contiguous f32, found layout {layout:?}");
        };
        if (TokenLayout {
            sequences: b,
            tokens: t,
        }) != self.0
        {
            candle_core::bail!("rows-to-panels for {:?} was given {:?}", self.0, layout.shape());
        }
        let (_, run) = self.0.runs();
        let mut panels = vec![0f32; self.0.panels() * width * PANEL];
        panels
            .par_chunks_mut(self.0.run_panels() * width * PANEL)
            .zip(values[start..end].par_chunks(run * width))
            .for_each(|(panels, rows)| {
                panels
                    .par_chunks_mut(width * PANEL)
                    .zip(rows.par_chunks(width * PANEL))
                    .for_each(|(panel, rows)| rows_to_panel(rows, width, panel));
            });
        Ok((
            CpuStorage::F32(panels),
            Shape::from((self.0.panels(), width, PANEL)),
        ))
    }
}

impl CustomOp1 for PanelsToRows {
    fn name(&self) -> &'static str {
        "panels-to-rows"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (panels, width, lanes) = layout.shape().dims3()?;
        let (Some((start, end)), CpuStorage::F32(values)) = (layout.contiguous_offsets(), storage) else {
            candle_core::bail!("panels-to-rows wants contiguous f32, found layout {layout:?}");
        };
        if (panels, lanes) != (self.0.panels(), PANEL) {
            candle_core::bail!("panels-to-rows for {:?} was given {:?}", self.0, layout.shape());
        }
        let (_, run) = self.0.runs();
        let TokenLayout { sequences, tokens } = self.0;
        let mut rows = vec![0f32; sequences * tokens * width];
        rows.par_chunks_mut(run * width)
            .zip(values[start..end].par_chunks(self.0.run_panels() * width * PANEL))
            .for_each(|(rows, panels)| {
                rows.par_chunks_mut(width * PANEL)
                    .zip(panels.par_chunks(width * PANEL))
                    .for_each(|(rows, panel)| panel_to_rows(panel, width, rows));
            });
        Ok((CpuStorage::F32(rows), Shape::from((sequences, tokens, width))))
    }
}
