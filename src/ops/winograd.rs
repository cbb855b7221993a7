//! Strassen's algorithm in Winograd's form, for two levels. One level: with A and B in quarters, the seven products
//!
//! P1 = A11·B11, P2 = A12·B21, P3 = S4·B22, P4 = A22·T4, P5 = S1·T1, P6 = S2·T2, P7 = S3·T3
//!
//! of sums of quarters of A (S) and of B (T) add up to the quarters of A·B. Of two levels, each of the seven (outer)
//! is made of seven (inner) in turn: A and B lie in sixteenths, four inner parts of every outer quarter.

use pulp::Simd;

/// Number of products of a level.
pub const SEVEN: usize = 7;

/// The half, from 0, of rows and of columns where A11, A12, A21 and A22 lie.
pub const QUARTERS_OF_A: [[usize; 2]; 4] = [[0, 0], [0, 1], [1, 0], [1, 1]];

/// The half of rows and of columns where B11, B21, B12 and B22 lie, and the same of the result.
pub const QUARTERS_OF_B: [[usize; 2]; 4] = [[0, 0], [1, 0], [0, 1], [1, 1]];

/// The quarters of A that no product before this one wants.
pub const NEW_QUARTERS: [&[usize]; SEVEN] = [&[0], &[1], &[2, 3], &[], &[], &[], &[]];

/// What the result wants of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The product.
    Product,
    /// It counts as zero.
    Zero,
    /// Nothing, any value will do.
    Nothing,
}

/// What the result wants of `product`, from 0, when B has a second column or has none.
pub fn need(product: usize, second_column: bool) -> Need {
    match product {
        2 | 4 if !second_column => Need::Nothing,
        6 if !second_column => Need::Zero,
        _ => Need::Product,
    }
}

/// Vector `at` of the left factor of `product`, from A11, A12, A21, A22.
#[inline(always)]
pub fn left_factor<S: Simd>(simd: S, product: usize, a: &[&[S::f32s]; 4], at: usize) -> S::f32s {
    let [a11, a12, a21, a22] = a;
    match product {
        0 => a11[at],
        1 => a12[at],
        2 => simd.sub_f32s(a12[at], simd.sub_f32s(simd.add_f32s(a21[at], a22[at]), a11[at])),
        3 => a22[at],
        4 => simd.add_f32s(a21[at], a22[at]),
        5 => simd.sub_f32s(simd.add_f32s(a21[at], a22[at]), a11[at]),
        _ => simd.sub_f32s(a11[at], a21[at]),
    }
}

/// Vector `at` of the right factor of `product`, from B11, B21, B12, B22, of which the last two may be empty.
#[inline(always)]
pub fn right_factor<S: Simd>(simd: S, product: usize, b: &[&[S::f32s]; 4], at: usize) -> S::f32s {
    let [b11, b21, b12, b22] = b;
    if b12.is_empty() {
        return match product {
            0 | 5 => b11[at],
            1 => b21[at],
            3 => simd.sub_f32s(b11[at], b21[at]),
            _ => simd.splat_f32s(0.0),
        };
    }
    match product {
        0 => b11[at],
        1 => b21[at],
        2 => b22[at],
        3 => simd.sub_f32s(simd.sub_f32s(b22[at], simd.sub_f32s(b12[at], b11[at])), b21[at]),
        4 => simd.sub_f32s(b12[at], b11[at]),
        5 => simd.sub_f32s(b22[at], simd.sub_f32s(b12[at], b11[at])),
        _ => simd.sub_f32s(b22[at], b12[at]),
    }
}

/// All left factors from A11, A12, A21, A22.
#[inline(always)]
pub fn left<S: Simd>(simd: S, [a11, a12, a21, a22]: [S::f32s; 4]) -> [S::f32s; SEVEN] {
    let s1 = simd.add_f32s(a21, a22);
    let s2 = simd.sub_f32s(s1, a11);
    let s3 = simd.sub_f32s(a11, a21);
    let s4 = simd.sub_f32s(a12, s2);
    [a11, a12, s4, a22, s1, s2, s3]
}

/// All right factors from B11, B21, B12, B22.
#[inline(always)]
pub fn right<S: Simd>(simd: S, [b11, b21, b12, b22]: [S::f32s; 4]) -> [S::f32s; SEVEN] {
    let t1 = simd.sub_f32s(b12, b11);
    let t2 = simd.sub_f32s(b22, t1);
    let t3 = simd.sub_f32s(b22, b12);
    let t4 = simd.sub_f32s(t2, b21);
    [b11, b21, b22, t4, t1, t2, t3]
}

/// C11, C21, C12, C22 from the products.
#[inline(always)]
pub fn result<S: Simd>(simd: S, [p1, p2, p3, p4, p5, p6, p7]: [S::f32s; SEVEN]) -> [S::f32s; 4] {
    let u2 = simd.add_f32s(p1, p6);
    let u3 = simd.add_f32s(u2, p7);
    [
        simd.add_f32s(p1, p2),
        simd.sub_f32s(u3, p4),
        simd.add_f32s(simd.add_f32s(u2, p5), p3),
        simd.add_f32s(u3, p5),
    ]
}
