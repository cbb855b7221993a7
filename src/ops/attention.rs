//! Multi-head self-attention, one head and a few panels of queries at a time on one thread, exact softmax.
//!
//! Scores are kept transposed, keys down and [`PANEL`] queries across. Queries, keys and values are used
//! where the joint projection left them; nothing is packed.

use super::aligned::AlignedBuffer;
use super::exp::exp2;
use super::kernel::{PANEL, add_outer, store};
use pulp::Simd;

/// Rows of a tile of sums: keys, then channels of the values. 32 is a multiple of it.
const ROWS: usize = 8;

/// Keys whose probabilities stay in the first-level cache while they weight the values: 16 KB.
const KEYS_PER_BLOCK: usize = 4 * PANEL;

/// Panels of one head: q, k and v of a sequence whose first token is in lane 0.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Panels of (panel_channels × PANEL).
    pub qkv: &'a [f32],
    /// Channels in a panel: those of q, k and v of all heads.
    pub panel_channels: usize,
    /// First channels of q, k and v.
    pub first: [usize; 3],
    /// Channels of the head.
    pub channels: usize,
    /// Number of tokens.
    pub tokens: usize,
    /// Whether a query sees only the keys up to its own position.
    pub causal: bool,
}

impl Head<'_> {
    /// q (0), k (1) or v (2) in panel `index`, (channels × PANEL).
    #[inline(always)]
    fn part(&self, which: usize, index: usize) -> &[f32] {
        let start = (index * self.panel_channels + self.first[which]) * PANEL;
        &self.qkv[start..start + self.channels * PANEL]
    }
}

/// The head of the sequence that starts at token `start` of `all`'s panels, moved to lane 0, and room for its
/// result, (channels × PANEL) a panel.
pub fn gather<'a>(
    all: Head<'_>,
    start: usize,
    [qkv, out]: &'a mut [AlignedBuffer; 2],
) -> (Head<'a>, &'a mut [f32]) {
    let d = all.channels;
    let panels = all.tokens.div_ceil(PANEL);
    let qkv = qkv.at_least(panels * 3 * d * PANEL);
    for token in 0..all.tokens {
        let source = start + token;
        for which in 0..3 {
            let from = all.part(which, source / PANEL)[source % PANEL..]
                .iter()
                .step_by(PANEL);
            let at = ((token / PANEL) * 3 + which) * d * PANEL + token % PANEL;
            qkv[at..]
                .iter_mut()
                .step_by(PANEL)
                .zip(from)
                .for_each(|(slot, value)| *slot = *value);
        }
    }
    let alone = Head {
        qkv,
        panel_channels: 3 * d,
        first: [0, d, 2 * d],
        ..all
    };
    (alone, out.at_least(panels * d * PANEL))
}

/// The result of a gathered sequence back to where its tokens lie.
pub fn scatter(result: &[f32], channels: usize, start: usize, tokens: usize, outputs: &mut [&mut [f32]]) {
    for token in 0..tokens {
        let from = result[(token / PANEL) * channels * PANEL + token % PANEL..]
            .iter()
            .step_by(PANEL);
        let target = start + token;
        let to = outputs[target / PANEL][target % PANEL..]
            .iter_mut()
            .step_by(PANEL);
        to.zip(from).for_each(|(slot, value)| *slot = *value);
    }
}

/// softmax(q·kᵀ/√d)·v for the queries in panel `index`, into `out` (channels × PANEL).
#[inline(always)]
pub fn attend<S: Simd>(simd: S, scores: &mut AlignedBuffer, head: Head<'_>, index: usize, out: &mut [f32]) {
    let panels = head.tokens.div_ceil(PANEL);
    let scores = scores.at_least(panels * PANEL * PANEL);
    let queries = head.part(0, index);
    for (panel, scores) in scores.chunks_exact_mut(PANEL * PANEL).enumerate() {
        for first in (0..PANEL).step_by(ROWS) {
            let scores = &mut scores[first * PANEL..(first + ROWS) * PANEL];
            key_scores(simd, head.part(1, panel), queries, first, scores);
        }
    }
    let scores = &mut scores[..head.tokens * PANEL];
    if head.causal {
        hide_later_keys(scores, index * PANEL);
    }
    let largest = column_maxima(simd, scores);
    let scale = 1.0 / (head.channels as f32).sqrt();
    let mut total = [0.0; PANEL];
    out.fill(0.0);
    for (block, scores) in scores.chunks_mut(KEYS_PER_BLOCK * PANEL).enumerate() {
        exp_columns(simd, scores, &largest, scale, &mut total);
        let first_panel = block * (KEYS_PER_BLOCK / PANEL);
        for (first, out) in out.chunks_mut(ROWS * PANEL).enumerate() {
            add_weighted_values(simd, head, first_panel, first * ROWS, scores, out);
        }
    }
    divide_columns(simd, out, &total);
}

/// Splits the [`PANEL`] lanes into groups of vectors that leave registers for the sums.
macro_rules! for_lane_groups {
    ($S:ty, $function:ident ( $($argument:expr),* )) => {
        match <$S>::F32_LANES {
            16 => $function::<$S, 2, 32>($($argument),*, 0),
            8 => {
                $function::<$S, 1, 8>($($argument),*, 0);
                $function::<$S, 1, 8>($($argument),*, 8);
                $function::<$S, 1, 8>($($argument),*, 16);
                $function::<$S, 1, 8>($($argument),*, 24);
            }
            4 => for first in (0..PANEL).step_by(4) {
                $function::<$S, 1, 4>($($argument),*, first);
            },
            _ => for first in 0..PANEL {
                $function::<$S, 1, 1>($($argument),*, first);
            },
        }
    };
}

/// Scores of the keys `first..first + ROWS` of a panel with all queries.
#[inline(always)]
fn key_scores<S: Simd>(simd: S, keys: &[f32], queries: &[f32], first: usize, out: &mut [f32]) {
    for_lane_groups!(S, key_scores_lanes(simd, keys, queries, first, out));
}

#[inline(always)]
fn key_scores_lanes<S: Simd, const NV: usize, const WIDTH: usize>(
    simd: S,
    keys: &[f32],
    queries: &[f32],
    first: usize,
    out: &mut [f32],
    lane: usize,
) {
    let mut sums = [[simd.splat_f32s(0.0); NV]; ROWS];
    let keys = keys
        .as_chunks::<ROWS>()
        .0
        .iter()
        .skip(first / ROWS)
        .step_by(PANEL / ROWS);
    for (key, query) in keys.zip(queries.as_chunks::<PANEL>().0) {
        add_outer(
            simd,
            key,
            S::as_simd_f32s(&query[lane..lane + WIDTH]).0,
            &mut sums,
        );
    }
    for (row, sums) in out.as_chunks_mut::<PANEL>().0.iter_mut().zip(&sums) {
        store(simd, &mut row[lane..lane + WIDTH], sums);
    }
}

/// Adds channels `first..` (up to ROWS of them) of the values from panel `first_panel` on, weighted by the
/// probabilities of all queries.
#[inline(always)]
fn add_weighted_values<S: Simd>(
    simd: S,
    head: Head<'_>,
    first_panel: usize,
    first: usize,
    weights: &[f32],
    out: &mut [f32],
) {
    for_lane_groups!(
        S,
        add_weighted_values_lanes(simd, head, first_panel, first, weights, out)
    );
}

#[inline(always)]
fn add_weighted_values_lanes<S: Simd, const NV: usize, const WIDTH: usize>(
    simd: S,
    head: Head<'_>,
    first_panel: usize,
    first: usize,
    weights: &[f32],
    out: &mut [f32],
    lane: usize,
) {
    const ZERO: [f32; PANEL] = [0.0; PANEL];
    let mut sums = [[simd.splat_f32s(0.0); NV]; ROWS];
    for (panel, weights) in weights.chunks(PANEL * PANEL).enumerate() {
        let values = head.part(2, first_panel + panel)[first * PANEL..]
            .as_chunks::<PANEL>()
            .0;
        let mut rows: [&[f32; PANEL]; ROWS] = [&ZERO; ROWS];
        for (row, values) in rows.iter_mut().zip(values) {
            *row = values;
        }
        for (key, weights) in weights.as_chunks::<PANEL>().0.iter().enumerate() {
            let column: [f32; ROWS] = std::array::from_fn(|i| rows[i][key]);
            add_outer(
                simd,
                &column,
                S::as_simd_f32s(&weights[lane..lane + WIDTH]).0,
                &mut sums,
            );
        }
    }
    for (row, sums) in out.as_chunks_mut::<PANEL>().0.iter_mut().zip(&sums) {
        for (slot, sum) in S::as_mut_simd_f32s(&mut row[lane..lane + WIDTH])
            .0
            .iter_mut()
            .zip(sums)
        {
            *slot = simd.add_f32s(*slot, *sum);
        }
    }
}

/// Largest score of every column.
#[inline(always)]
fn column_maxima<S: Simd>(simd: S, scores: &[f32]) -> [f32; PANEL] {
    let mut largest = [f32::NEG_INFINITY; PANEL];
    for row in scores.as_chunks::<PANEL>().0 {
        for (largest, score) in S::as_mut_simd_f32s(&mut largest)
            .0
            .iter_mut()
            .zip(S::as_simd_f32s(row).0)
        {
            *largest = simd.max_f32s(*largest, *score);
        }
    }
    largest
}

/// exp(scale·(s − max)) of every score, in place, and added to its column's total.
#[inline(always)]
fn exp_columns<S: Simd>(
    simd: S,
    scores: &mut [f32],
    largest: &[f32; PANEL],
    scale: f32,
    total: &mut [f32; PANEL],
) {
    // As powers of two, with one product for both factors. The shift is rounded, alike for all scores of a column, and the
    // division by its total takes that away.
    let scale = scale * std::f32::consts::LOG2_E;
    let shift = largest.map(|largest| -scale * largest);
    let scale = simd.splat_f32s(scale);
    let total = S::as_mut_simd_f32s(total).0;
    let shift = S::as_simd_f32s(&shift).0;
    for row in scores.as_chunks_mut::<PANEL>().0 {
        let row = S::as_mut_simd_f32s(row).0.iter_mut();
        for ((score, shift), total) in row.zip(shift).zip(total.iter_mut()) {
            *score = exp2(simd, simd.mul_add_e_f32s(*score, scale, *shift));
            *total = simd.add_f32s(*total, *score);
        }
    }
}

/// Every column divided by its total.
#[inline(always)]
fn divide_columns<S: Simd>(simd: S, out: &mut [f32], total: &[f32; PANEL]) {
    for row in out.as_chunks_mut::<PANEL>().0 {
        for (value, total) in S::as_mut_simd_f32s(row)
            .0
            .iter_mut()
            .zip(S::as_simd_f32s(total).0)
        {
            *value = simd.div_f32s(*value, *total);
        }
    }
}

/// Scores of keys after the query become −∞.
fn hide_later_keys(scores: &mut [f32], first_query: usize) {
    for (key, row) in scores.chunks_exact_mut(PANEL).enumerate() {
        let hidden = key.saturating_sub(first_query).min(PANEL);
        row[..hidden].fill(f32::NEG_INFINITY);
    }
}
