//! The matrix product's innermost loop: a tile of `MR` rows by `NV` vectors kept in registers while the
//! depth runs, on panels packed so that both are read in order.
//!
//! Written once over [`pulp::Simd`]; the instruction set is chosen at run time. The tile's shape follows the
//! number of vector registers: 28 of AVX-512's 32, 12 of the 16 of AVX2 and older.

use pulp::Simd;

/// Columns of a packed right-hand panel, for every instruction set.
pub const PANEL: usize = 32;

/// Rows of a packed left-hand panel for vectors of `lanes` values.
pub const fn panel_rows(lanes: usize) -> usize {
    if lanes >= 16 { 14 } else { 6 }
}

/// Largest value of [`panel_rows`].
pub const MAX_PANEL_ROWS: usize = 14;

/// A tile of products, rows of [`PANEL`] values; short panels use the first rows.
pub type Tile = [[f32; PANEL]; MAX_PANEL_ROWS];

/// `left` (depth × panel_rows) times `right` (depth × PANEL), both packed, into `tile`.
#[inline(always)]
pub fn multiply<S: Simd>(simd: S, left: &[f32], right: &[f32], tile: &mut Tile) {
    match S::F32_LANES {
        16 => tile_columns::<S, 14, 2, 32>(simd, left, right, tile, 0),
        8 => {
            tile_columns::<S, 6, 2, 16>(simd, left, right, tile, 0);
            tile_columns::<S, 6, 2, 16>(simd, left, right, tile, 16);
        }
        4 => {
            for first in (0..PANEL).step_by(8) {
                tile_columns::<S, 6, 2, 8>(simd, left, right, tile, first);
            }
        }
        _ => {
            for first in 0..PANEL {
                tile_columns::<S, 6, 1, 1>(simd, left, right, tile, first);
            }
        }
    }
}

#[inline(always)]
fn tile_columns<S: Simd, const MR: usize, const NV: usize, const WIDTH: usize>(
    simd: S,
    left: &[f32],
    right: &[f32],
    tile: &mut Tile,
    first: usize,
) {
    let acc = product::<S, MR, NV, WIDTH, PANEL>(simd, left, right, first);
    for (row, sums) in tile.iter_mut().zip(&acc) {
        let (vectors, _) = S::as_mut_simd_f32s(&mut row[first..first + WIDTH]);
        for (v, sum) in vectors.iter_mut().zip(sums) {
            *v = *sum;
        }
    }
}

/// The sums of `MR` rows and `NV` vectors (`WIDTH` columns from `first`) over the whole depth.
#[inline(always)]
pub fn product<S: Simd, const MR: usize, const NV: usize, const WIDTH: usize, const STRIDE: usize>(
    simd: S,
    left: &[f32],
    right: &[f32],
    first: usize,
) -> [[S::f32s; NV]; MR] {
    let mut acc = [[simd.splat_f32s(0.0); NV]; MR];
    let (left, _) = left.as_chunks::<MR>();
    let (right, _) = right.as_chunks::<STRIDE>();
    for (a, b) in left.iter().zip(right) {
        let (b, _) = S::as_simd_f32s(&b[first..first + WIDTH]);
        for i in 0..MR {
            let a = simd.splat_f32s(a[i]);
            for j in 0..NV {
                acc[i][j] = simd.mul_add_f32s(a, b[j], acc[i][j]);
            }
        }
    }
    acc
}
