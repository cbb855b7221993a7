//! Multi-head self-attention, one head at a time on one thread, exact softmax.
//!
//! Scores are kept transposed, keys down and a tile of [`QUERIES`] queries across: every step of the softmax
//! is then a vector operation without shuffles, and the probabilities already lie as the second product
//! wants its right-hand panel.

use super::aligned::AlignedBuffer;
use super::exp::exp;
use super::kernel::product;
use pulp::Simd;

/// Queries in a tile.
pub const QUERIES: usize = 48;

/// Rows of the left-hand panels (keys, then channels of the values): 8 × 3 sums of AVX-512's 32 registers.
const fn left_rows(lanes: usize) -> usize {
    if lanes >= 16 { 8 } else { 4 }
}

/// A thread's scratch memory.
#[derive(Debug, Default)]
pub struct AttentionScratch {
    keys: AlignedBuffer,
    values: AlignedBuffer,
    queries: AlignedBuffer,
    scores: AlignedBuffer,
    output: AlignedBuffer,
}

/// Where one head's rows lie in the (tokens × 3·width) product of the input with `W_qkv`.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    /// Number of tokens.
    pub tokens: usize,
    /// V; rows of q, k and v are `width` apart.
    pub width: usize,
    /// First channel of the head.
    pub first: usize,
    /// Channels of the head.
    pub channels: usize,
    /// Whether a query sees only the keys up to its own position.
    pub causal: bool,
}

/// One head: softmax(q·kᵀ/√d)·v. `qkv` holds the sequence's rows; `out` receives (tokens × channels).
#[inline(always)]
pub fn head<S: Simd>(simd: S, scratch: &mut AttentionScratch, qkv: &[f32], head: Head, out: &mut [f32]) {
    let rows = left_rows(S::F32_LANES);
    let key_panels = head.tokens.div_ceil(rows);
    let value_panels = head.channels.div_ceil(rows);
    pack_keys(&mut scratch.keys, qkv, head, rows);
    pack_values(&mut scratch.values, qkv, head, rows);
    let scores = scratch.scores.at_least(key_panels * rows * QUERIES);
    let output = scratch.output.at_least(value_panels * rows * QUERIES);
    let queries = scratch.queries.at_least(head.channels * QUERIES);
    for first in (0..head.tokens).step_by(QUERIES) {
        let count = QUERIES.min(head.tokens - first);
        pack_queries(queries, qkv, head, first, count);
        let keys = scratch.keys.as_slice().chunks_exact(rows * head.channels);
        for (panel, scores) in keys.zip(scores.chunks_exact_mut(rows * QUERIES)) {
            products(simd, panel, queries, scores);
        }
        let scores = &mut scores[..head.tokens * QUERIES];
        if head.causal {
            hide_later_keys(scores, first);
        }
        let inverse = softmax_columns(simd, scores);
        let values = scratch.values.as_slice().chunks_exact(rows * head.tokens);
        for (panel, output) in values.zip(output.chunks_exact_mut(rows * QUERIES)) {
            products(simd, panel, scores, output);
        }
        for (q, row) in out[first * head.channels..]
            .chunks_exact_mut(head.channels)
            .take(count)
            .enumerate()
        {
            for (o, sums) in row.iter_mut().zip(output.chunks_exact(QUERIES)) {
                *o = sums[q] * inverse[q];
            }
        }
    }
}

/// A left-hand panel times a right-hand panel of [`QUERIES`] columns.
#[inline(always)]
fn products<S: Simd>(simd: S, left: &[f32], right: &[f32], out: &mut [f32]) {
    match S::F32_LANES {
        16 => product_columns::<S, 8, 3, 48>(simd, left, right, out, 0),
        8 => {
            product_columns::<S, 4, 3, 24>(simd, left, right, out, 0);
            product_columns::<S, 4, 3, 24>(simd, left, right, out, 24);
        }
        4 => {
            for first in (0..QUERIES).step_by(12) {
                product_columns::<S, 4, 3, 12>(simd, left, right, out, first);
            }
        }
        _ => {
            for first in 0..QUERIES {
                product_columns::<S, 4, 1, 1>(simd, left, right, out, first);
            }
        }
    }
}

#[inline(always)]
fn product_columns<S: Simd, const MR: usize, const NV: usize, const WIDTH: usize>(
    simd: S,
    left: &[f32],
    right: &[f32],
    out: &mut [f32],
    first: usize,
) {
    let acc = product::<S, MR, NV, WIDTH, QUERIES>(simd, left, right, first);
    for (row, sums) in out.chunks_exact_mut(QUERIES).zip(&acc) {
        let (vectors, _) = S::as_mut_simd_f32s(&mut row[first..first + WIDTH]);
        for (v, sum) in vectors.iter_mut().zip(sums) {
            *v = *sum;
        }
    }
}

/// exp(s − max) down every column, in place; the reciprocal of each column's sum.
#[inline(always)]
fn softmax_columns<S: Simd>(simd: S, scores: &mut [f32]) -> [f32; QUERIES] {
    let mut inverse = [0.0; QUERIES];
    for first in (0..QUERIES).step_by(S::F32_LANES) {
        let column = first..first + S::F32_LANES;
        let mut largest = simd.splat_f32s(f32::NEG_INFINITY);
        for row in scores.chunks_exact(QUERIES) {
            let (v, _) = S::as_simd_f32s(&row[column.clone()]);
            largest = simd.max_f32s(largest, v[0]);
        }
        let mut total = simd.splat_f32s(0.0);
        for row in scores.chunks_exact_mut(QUERIES) {
            let (v, _) = S::as_mut_simd_f32s(&mut row[column.clone()]);
            let p = exp(simd, simd.sub_f32s(v[0], largest));
            total = simd.add_f32s(total, p);
            v[0] = p;
        }
        let reciprocal = simd.div_f32s(simd.splat_f32s(1.0), total);
        let (v, _) = S::as_mut_simd_f32s(&mut inverse[column]);
        v[0] = reciprocal;
    }
    inverse
}

/// Scores of keys after the query become −∞.
fn hide_later_keys(scores: &mut [f32], first_query: usize) {
    for (key, row) in scores.chunks_exact_mut(QUERIES).enumerate() {
        let hidden = key.saturating_sub(first_query).min(QUERIES);
        row[..hidden].fill(f32::NEG_INFINITY);
    }
}

/// Keys as left-hand panels: (channels × rows) for every `rows` keys.
fn pack_keys(packed: &mut AlignedBuffer, qkv: &[f32], head: Head, rows: usize) {
    let panels = head.tokens.div_ceil(rows);
    let packed = packed.at_least(panels * rows * head.channels);
    let offset = head.width + head.first;
    for (p, panel) in packed.chunks_exact_mut(rows * head.channels).enumerate() {
        panel.fill(0.0);
        for r in 0..rows.min(head.tokens - p * rows) {
            let at = (p * rows + r) * 3 * head.width + offset;
            let key = &qkv[at..at + head.channels];
            for (slot, value) in panel[r..].iter_mut().step_by(rows).zip(key) {
                *slot = *value;
            }
        }
    }
}

/// Values as left-hand panels: (tokens × rows) for every `rows` channels.
fn pack_values(packed: &mut AlignedBuffer, qkv: &[f32], head: Head, rows: usize) {
    let panels = head.channels.div_ceil(rows);
    let packed = packed.at_least(panels * rows * head.tokens);
    let offset = 2 * head.width + head.first;
    for (p, panel) in packed.chunks_exact_mut(rows * head.tokens).enumerate() {
        let count = rows.min(head.channels - p * rows);
        for (token, slots) in panel.chunks_exact_mut(rows).enumerate() {
            let at = token * 3 * head.width + offset + p * rows;
            slots[..count].copy_from_slice(&qkv[at..at + count]);
            slots[count..].fill(0.0);
        }
    }
}

/// A tile of queries, scaled by 1/√d, as a right-hand panel (channels × [`QUERIES`]).
fn pack_queries(packed: &mut [f32], qkv: &[f32], head: Head, first: usize, count: usize) {
    let scale = 1.0 / (head.channels as f32).sqrt();
    if count < QUERIES {
        packed.fill(0.0);
    }
    for q in 0..count {
        let at = (first + q) * 3 * head.width + head.first;
        for (slot, value) in packed[q..]
            .iter_mut()
            .step_by(QUERIES)
            .zip(&qkv[at..at + head.channels])
        {
            *slot = *value * scale;
        }
    }
}
