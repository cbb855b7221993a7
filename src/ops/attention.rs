//! Multi-head self-attention, one head and a few panels of queries at a time on one thread, exact softmax.
//!
//! Scores are kept transposed, keys down and [`PANEL`] queries across. Queries, keys and values are used
//! where the joint projection left them; nothing is packed.

use super::aligned::AlignedBuffer;
use super::exp::exp;
use super::kernel::{PANEL, add_outer, store};
use pulp::Simd;

/// Rows of a tile of sums: keys, then channels of the values. 32 is a multiple of it.
const ROWS: usize = 8;

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
            let from = all.part(which, source / PANEL)[source % PANEL..].iter().step_by(PANEL);
            let at = ((token / PANEL) * 3 + which) * d * PANEL + token % PANEL;
            qkv[at..].iter_mut().step_by(PANEL).zip(from).for_each(|(slot, value)| *slot = *value);
        }
    }
    let alone = Head { qkv, panel_channels: 3 * d, first: [0, d, 2 * d], ..all };
    (alone, out.at_least(panels * d * PANEL))
}

/// The result of a gathered sequence back to where its tokens lie.
pub fn scatter(result: &[f32], channels: usize, start: usize, tokens: usize, outputs: &mut [&mut [f32]]) {
    for token in 0..tokens {
        let from = result[(token / PANEL) * channels * PANEL + token % PANEL..].iter().step_by(PANEL);
        let target = start + token;
        let to = outputs[target / PANEL][target % PANEL..].iter_mut().step_by(PANEL);
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
    let inverse = softmax_columns(simd, scores, 1.0 / (head.channels as f32).sqrt());
    for (first, out) in out.chunks_mut(ROWS * PANEL).enumerate() {
        weighted_values(simd, head, first * ROWS, scores, &inverse, out);
    }
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
    let keys = keys.as_chunks::<ROWS>().0.iter().skip(first / ROWS).step_by(PANEL / ROWS);
    for (key, query) in keys.zip(queries.as_chunks::<PANEL>().0) {
        add_outer(simd, key, S::as_simd_f32s(&query[lane..lane + WIDTH]).0, &mut sums);
    }
    for (row, sums) in out.as_chunks_mut::<PANEL>().0.iter_mut().zip(&sums) {
        store(simd, &mut row[lane..lane + WIDTH], sums);
    }
}

/// Channels `first..` (up to ROWS of them) of the values, weighted by the probabilities of all queries.
#[inline(always)]
fn weighted_values<S: Simd>(
    simd: S,
    head: Head<'_>,
    first: usize,
    scores: &[f32],
    inverse: &[f32; PANEL],
    out: &mut [f32],
) {
    for_lane_groups!(S, weighted_values_lanes(simd, head, first, scores, inverse, out));
}

#[inline(always)]
fn weighted_values_lanes<S: Simd, const NV: usize, const WIDTH: usize>(
    simd: S,
    head: Head<'_>,
    first: usize,
    scores: &[f32],
    inverse: &[f32; PANEL],
    out: &mut [f32],
    lane: usize,
) {
    const ZERO: [f32; PANEL] = [0.0; PANEL];
    let mut sums = [[simd.splat_f32s(0.0); NV]; ROWS];
    for (panel, scores) in scores.chunks(PANEL * PANEL).enumerate() {
        let values = head.part(2, panel)[first * PANEL..].as_chunks::<PANEL>().0;
        let mut rows: [&[f32; PANEL]; ROWS] = [&ZERO; ROWS];
        for (row, values) in rows.iter_mut().zip(values) {
            *row = values;
        }
        for (key, weights) in scores.as_chunks::<PANEL>().0.iter().enumerate() {
            let column: [f32; ROWS] = std::array::from_fn(|i| rows[i][key]);
            add_outer(simd, &column, S::as_simd_f32s(&weights[lane..lane + WIDTH]).0, &mut sums);
        }
    }
    let inverse = S::as_simd_f32s(&inverse[lane..lane + WIDTH]).0;
    for (row, sums) in out.as_chunks_mut::<PANEL>().0.iter_mut().zip(&mut sums) {
        for (sum, inverse) in sums.iter_mut().zip(inverse) {
            *sum = simd.mul_f32s(*sum, *inverse);
        }
        store(simd, &mut row[lane..lane + WIDTH], sums);
    }
}

/// exp(scale·(s − max)) down every column, in place; the reciprocal of each column's sum.
#[inline(always)]
fn softmax_columns<S: Simd>(simd: S, scores: &mut [f32], scale: f32) -> [f32; PANEL] {
    let mut inverse = [0.0; PANEL];
    let scale = simd.splat_f32s(scale);
    for first in (0..PANEL).step_by(S::F32_LANES) {
        let lanes = first..first + S::F32_LANES;
        let mut largest = simd.splat_f32s(f32::NEG_INFINITY);
        for row in scores.as_chunks::<PANEL>().0 {
            largest = simd.max_f32s(largest, S::as_simd_f32s(&row[lanes.clone()]).0[0]);
        }
        let mut total = simd.splat_f32s(0.0);
        for row in scores.as_chunks_mut::<PANEL>().0 {
            let score = &mut S::as_mut_simd_f32s(&mut row[lanes.clone()]).0[0];
            let p = exp(simd, simd.mul_f32s(simd.sub_f32s(*score, largest), scale));
            total = simd.add_f32s(total, p);
            *score = p;
        }
        S::as_mut_simd_f32s(&mut inverse[lanes]).0[0] = simd.div_f32s(simd.splat_f32s(1.0), total);
    }
    inverse
}

/// Scores of keys after the query become −∞.
fn hide_later_keys(scores: &mut [f32], first_query: usize) {
    for (key, row) in scores.chunks_exact_mut(PANEL).enumerate() {
        let hidden = key.saturating_sub(first_query).min(PANEL);
        row[..hidden].fill(f32::NEG_INFINITY);
    }
}
