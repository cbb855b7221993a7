//! The sums of Strassen's algorithm in Winograd's form: with A and B in quarters, the seven products
//!
//! P1 = A11·B11, P2 = A12·B21, P3 = S4·B22, P4 = A22·T4, P5 = S1·T1, P6 = S2·T2, P7 = S3·T3
//!
//! of sums of quarters of A (S) and of B (T) add up to the quarters of A·B. Where B has no second column, the
//! third, fifth and seventh are not needed; the seventh counts as zero.

use super::kernel::Tile;
use pulp::Simd;

/// Number of products.
pub const PRODUCTS: usize = 7;

/// The product, from 0, that counts as zero when B has one column.
pub const ZERO_ALONE: usize = 6;

/// The products, from 0, that are needed for one or two columns of B.
pub const fn needed(columns: usize) -> &'static [usize] {
    if columns == 1 {
        &[0, 1, 3, 5]
    } else {
        &[0, 1, 2, 3, 4, 5, 6]
    }
}

/// Right factors of the products: from `x`, which is one or two columns of B, and its `sums`.
pub fn right_factors<'a>(x: &'a [f32], sums: &'a [f32]) -> [&'a [f32]; PRODUCTS] {
    let quarter = sums.len() / 4;
    let b = |index: usize| x.get(index * quarter..(index + 1) * quarter).unwrap_or_default();
    let t = |index: usize| &sums[(index - 1) * quarter..index * quarter];
    [b(0), b(1), b(3), t(4), t(1), t(2), t(3)]
}

/// T1 to T4, one after the other, of one column of B in `x` (then only T2 and T4) or two.
#[inline(always)]
pub fn sum_right<S: Simd>(simd: S, x: &[f32], sums: &mut [f32]) {
    let quarter = sums.len() / 4;
    let mut parts = sums.chunks_exact_mut(quarter).map(|t| S::as_mut_simd_f32s(t).0);
    let mut next = || parts.next().unwrap_or_default();
    let [t1, t2, t3, t4] = [next(), next(), next(), next()];
    let mut parts = x.chunks_exact(quarter).map(|b| S::as_simd_f32s(b).0);
    let mut next = || parts.next().unwrap_or_default();
    let [b11, b21, b12, b22] = [next(), next(), next(), next()];
    for i in 0..b11.len() {
        if b12.is_empty() {
            t2[i] = b11[i];
        } else {
            t1[i] = simd.sub_f32s(b12[i], b11[i]);
            t2[i] = simd.sub_f32s(b22[i], t1[i]);
            t3[i] = simd.sub_f32s(b22[i], b12[i]);
        }
        t4[i] = simd.sub_f32s(t2[i], b21[i]);
    }
}

/// Where the quarters A11, A12, A21, A22 go among the left factors before [`sum_left`].
pub const QUARTERS: [usize; 4] = [0, 1, 6, 3];

/// Left factors of the products, one after the other, from the quarters that lie where [`QUARTERS`] says.
#[inline(always)]
pub fn sum_left<S: Simd>(simd: S, factors: &mut [f32]) {
    let len = factors.len() / PRODUCTS;
    let mut parts = factors.chunks_exact_mut(len).map(|f| S::as_mut_simd_f32s(f).0);
    let mut next = || parts.next().unwrap_or_default();
    let [a11, a12, s4, a22, s1, s2, s3] = [next(), next(), next(), next(), next(), next(), next()];
    for i in 0..a11.len() {
        let a21 = s3[i];
        s1[i] = simd.add_f32s(a21, a22[i]);
        s2[i] = simd.sub_f32s(s1[i], a11[i]);
        s3[i] = simd.sub_f32s(a11[i], a21);
        s4[i] = simd.sub_f32s(a12[i], s2[i]);
    }
}

/// Vector `at` of row `row` of C11, C21, C12, C22 from the products.
#[inline(always)]
pub fn combine<S: Simd>(simd: S, products: &[Tile; PRODUCTS], row: usize, at: usize) -> [S::f32s; 4] {
    let p = |index: usize| S::as_simd_f32s(&products[index - 1][row]).0[at];
    let u2 = simd.add_f32s(p(1), p(6));
    let u3 = simd.add_f32s(u2, p(7));
    [
        simd.add_f32s(p(1), p(2)),
        simd.sub_f32s(u3, p(4)),
        simd.add_f32s(simd.add_f32s(u2, p(5)), p(3)),
        simd.add_f32s(u3, p(5)),
    ]
}
