//! The matrix product's innermost loop: a tile of rows by vectors kept in registers while the depth runs.
//!
//! Activations lie transposed, in panels of [`PANEL`] tokens: (channels × PANEL), one token a lane. A product
//! with a weight matrix then reads the panel and writes the next one in order, and everything around it (bias,
//! QuickGELU, residual, layer norm, softmax) is a vector operation without shuffles.
//!
//! Written once over [`pulp::Simd`]; the instruction set is chosen at run time. The tile's shape follows the
//! number of vector registers: 28 sums in AVX-512's 32, 12 in the 16 of AVX2 and older.

use pulp::{Arch, Simd, WithSimd};

/// Values in a cache line, and a multiple of those in every vector.
pub const LINE: usize = 16;

/// Tokens in a panel of activations, for every instruction set.
pub const PANEL: usize = 32;

/// Largest number of outputs in a packed panel of weights.
pub const MAX_OUTPUTS: usize = 14;

/// The numbers of outputs that a packed panel of weights may have for vectors of `lanes` values, the best first.
const fn panel_outputs(lanes: usize) -> &'static [usize] {
    if lanes >= 16 { &[14, 13] } else { &[6] }
}

/// [`panel_outputs`] of the instruction set in use.
pub fn outputs_here() -> &'static [usize] {
    struct Outputs;
    impl WithSimd for Outputs {
        type Output = &'static [usize];
        fn with_simd<S: Simd>(self, _: S) -> &'static [usize] {
            panel_outputs(S::F32_LANES)
        }
    }
    Arch::new().dispatch(Outputs)
}

/// A tile of sums: outputs × tokens; short panels use the first rows.
pub type Tile = [[f32; PANEL]; MAX_OUTPUTS];

/// A panel of weights (depth × panel_outputs) times a panel of activations (depth × PANEL).
///
/// Meanwhile `depth` cache lines from the start of both in `ahead` on are brought near: weights that no cache holds would
/// otherwise cost a quarter of the time.
#[inline(always)]
pub fn multiply<S: Simd>(simd: S, weights: &[f32], panel: &[f32], tile: &mut Tile, ahead: [&[f32]; 2]) {
    match S::F32_LANES {
        16 if weights.len() * PANEL == 13 * panel.len() => {
            tile_columns::<S, 13, 2, 32>(simd, weights, panel, tile, ahead, 0);
        }
        16 => tile_columns::<S, 14, 2, 32>(simd, weights, panel, tile, ahead, 0),
        8 => {
            tile_columns::<S, 6, 2, 16>(simd, weights, panel, tile, ahead, 0);
            tile_columns::<S, 6, 2, 16>(simd, weights, panel, tile, [weights; 2], 16);
        }
        4 => {
            for first in (0..PANEL).step_by(8) {
                tile_columns::<S, 6, 2, 8>(simd, weights, panel, tile, [weights; 2], first);
            }
        }
        _ => {
            for first in 0..PANEL {
                tile_columns::<S, 6, 1, 1>(simd, weights, panel, tile, [weights; 2], first);
            }
        }
    }
}

/// `R` rows and `NV` vectors (`WIDTH` tokens from `first`) over the whole depth.
#[inline(always)]
fn tile_columns<S: Simd, const R: usize, const NV: usize, const WIDTH: usize>(
    simd: S,
    weights: &[f32],
    panel: &[f32],
    tile: &mut Tile,
    ahead: [&[f32]; 2],
    first: usize,
) {
    let mut sums = [[simd.splat_f32s(0.0); NV]; R];
    let [mut ahead, mut also] = ahead.map(<[f32]>::as_ptr);
    for (a, b) in weights
        .as_chunks::<R>()
        .0
        .iter()
        .zip(panel.as_chunks::<PANEL>().0)
    {
        prefetch(ahead);
        prefetch(also);
        ahead = ahead.wrapping_add(LINE);
        also = also.wrapping_add(LINE);
        add_outer(simd, a, S::as_simd_f32s(&b[first..first + WIDTH]).0, &mut sums);
    }
    for (row, sums) in tile.iter_mut().zip(&sums) {
        store(simd, &mut row[first..first + WIDTH], sums);
    }
}

/// `sums += a·bᵀ`.
#[inline(always)]
pub fn add_outer<S: Simd, const R: usize, const NV: usize>(
    simd: S,
    a: &[f32; R],
    b: &[S::f32s],
    sums: &mut [[S::f32s; NV]; R],
) {
    for i in 0..R {
        let a = simd.splat_f32s(a[i]);
        for j in 0..NV {
            sums[i][j] = simd.mul_add_f32s(a, b[j], sums[i][j]);
        }
    }
}

/// Vectors to memory.
#[inline(always)]
pub fn store<S: Simd, const NV: usize>(simd: S, row: &mut [f32], values: &[S::f32s; NV]) {
    let _ = simd;
    for (slot, value) in S::as_mut_simd_f32s(row).0.iter_mut().zip(values) {
        *slot = *value;
    }
}

/// Asks for a cache line without waiting; any address will do.
#[inline(always)]
fn prefetch(line: *const f32) {
    #[cfg(target_arch = "x86_64")]
    if let Some(sse) = pulp::core_arch::x86::Sse::try_new() {
        sse._mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T1 }>(line.cast());
    }
}
