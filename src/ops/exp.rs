//! `exp` on vectors: range reduction to ±ln 2 / 2, a polynomial of degree 6, the power of two by bits.
//! Within 2 ulp of the exact value over the range that softmax and the sigmoid use (see the test).

use pulp::Simd;

/// Below this `exp` is taken at this point: the result would leave the normal numbers.
const SMALLEST: f32 = -87.0;
/// Above this `exp` is taken at this point: the result would overflow.
const LARGEST: f32 = 88.0;
/// 1.5·2²³: adding it leaves the rounded integer in the low bits of the mantissa.
const ROUNDER: f32 = 12_582_912.0;
/// ln 2 in two parts, so that `x − n·ln 2` keeps its low bits (Cody and Waite).
const LN2_HIGH: f32 = 0.693_359_4;
const LN2_LOW: f32 = -2.121_944_4e-4;
/// Minimax polynomial of (exp(r) − 1 − r) / r² on ±ln 2 / 2, highest degree first (Cephes' coefficients).
const POLYNOMIAL: [f32; 6] = [
    1.987_569_1e-4,
    1.398_2e-3,
    8.333_452e-3,
    4.166_579_6e-2,
    1.666_666_5e-1,
    5e-1,
];

/// `exp` of every lane. NaN gives NaN.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    // The bound comes first: x86's min and max return their second operand when one is NaN.
    let x = simd.max_f32s(
        simd.splat_f32s(SMALLEST),
        simd.min_f32s(simd.splat_f32s(LARGEST), x),
    );
    let shifted = simd.mul_add_e_f32s(
        x,
        simd.splat_f32s(std::f32::consts::LOG2_E),
        simd.splat_f32s(ROUNDER),
    );
    let n = simd.sub_f32s(shifted, simd.splat_f32s(ROUNDER));
    let r = simd.mul_add_e_f32s(n, simd.splat_f32s(-LN2_HIGH), x);
    let r = simd.mul_add_e_f32s(n, simd.splat_f32s(-LN2_LOW), r);
    let mut p = simd.splat_f32s(POLYNOMIAL[0]);
    for c in &POLYNOMIAL[1..] {
        p = simd.mul_add_e_f32s(p, r, simd.splat_f32s(*c));
    }
    let p = simd.mul_add_e_f32s(p, simd.mul_f32s(r, r), simd.add_f32s(r, simd.splat_f32s(1.0)));
    let exponent = simd.wrapping_dyn_shl_u32s(simd.transmute_u32s_f32s(shifted), simd.splat_u32s(23));
    simd.transmute_f32s_u32s(simd.add_u32s(simd.transmute_u32s_f32s(p), exponent))
}

/// QuickGELU, `x·σ(1.702x)`, of every lane.
#[inline(always)]
pub fn quick_gelu<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let e = exp(simd, simd.mul_f32s(x, simd.splat_f32s(-1.702)));
    simd.div_f32s(x, simd.add_f32s(e, simd.splat_f32s(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, WithSimd};

    struct Exp<'a>(&'a mut [f32]);
    impl WithSimd for Exp<'_> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            for lanes in self.0.chunks_mut(S::F32_LANES) {
                let v = exp(simd, simd.partial_load_f32s(lanes));
                simd.partial_store_f32s(lanes, v);
            }
        }
    }

    #[test]
    fn exp_is_within_two_ulp_and_keeps_nan() {
        let xs: Vec<f32> = (-870_000..=880_000).map(|i| i as f32 * 1e-4).collect();
        let mut ys = xs.clone();
        Arch::new().dispatch(Exp(&mut ys));
        for (x, y) in xs.iter().zip(&ys) {
            let exact = f64::from(*x).exp();
            let ulp = f64::from(f32::EPSILON) * exact;
            assert!(
                (f64::from(*y) - exact).abs() <= 2.0 * ulp,
                "exp({x}) = {y}, exactly {exact}"
            );
        }
        let mut odd = [f32::NAN, f32::NEG_INFINITY, -1000.0];
        Arch::new().dispatch(Exp(&mut odd));
        assert!(odd[0].is_nan() && odd[1] < 1e-37 && odd[2] < 1e-37, "{odd:?}");
    }
}
