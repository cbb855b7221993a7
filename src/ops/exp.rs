//! Powers of two on vectors: the integer part by bits, the rest by a polynomial of degree 6. Who wants powers of e multiplies by
//! log₂ e first, along with whatever else the exponent is multiplied by.
//! Within 2 ulp of the exact value over the range that softmax and the sigmoid use (see the test).

use pulp::Simd;
use std::f32::consts::LOG2_E;

/// Below this the power is taken at this point: the result would leave the normal numbers.
const SMALLEST: f32 = -125.0;
/// Above this the power is taken at this point: the result would overflow.
const LARGEST: f32 = 127.0;
/// 1.5·2²³: adding it leaves the rounded integer in the low bits of the mantissa.
const ROUNDER: f32 = 12_582_912.0;
/// Minimax polynomial of 2ˣ on ±½, highest degree first, the last 1 exact: relative error 2.6e-9 before rounding (Remez'
/// algorithm).
const POLYNOMIAL: [f32; 7] = [
    1.559_467_8e-4,
    1.340_664_4e-3,
    9.617_693e-3,
    5.550_310_6e-2,
    2.402_265_2e-1,
    6.931_472e-1,
    1.0,
];

/// 2ˣ of every lane, for x up to [`LARGEST`]. NaN gives NaN.
#[inline(always)]
pub fn exp2<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    // The bound comes first: x86's max returns its second operand when one is NaN.
    let x = simd.max_f32s(simd.splat_f32s(SMALLEST), x);
    let shifted = simd.add_f32s(x, simd.splat_f32s(ROUNDER));
    let r = simd.sub_f32s(x, simd.sub_f32s(shifted, simd.splat_f32s(ROUNDER)));
    let mut p = simd.splat_f32s(POLYNOMIAL[0]);
    for c in &POLYNOMIAL[1..] {
        p = simd.mul_add_e_f32s(p, r, simd.splat_f32s(*c));
    }
    let exponent = simd.wrapping_dyn_shl_u32s(simd.transmute_u32s_f32s(shifted), simd.splat_u32s(23));
    simd.transmute_f32s_u32s(simd.add_u32s(simd.transmute_u32s_f32s(p), exponent))
}

/// e to the power of `factor` times every lane. NaN gives NaN.
#[inline(always)]
pub fn exp_of_product<S: Simd>(simd: S, x: S::f32s, factor: f32) -> S::f32s {
    let power = simd.mul_f32s(x, simd.splat_f32s(factor * LOG2_E));
    exp2(simd, simd.min_f32s(simd.splat_f32s(LARGEST), power))
}

/// QuickGELU, `x·σ(1.702x)`, of every lane.
#[inline(always)]
pub fn quick_gelu<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let e = exp_of_product(simd, x, -1.702);
    simd.div_f32s(x, simd.add_f32s(e, simd.splat_f32s(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, WithSimd};

    struct Exp2<'a>(&'a mut [f32]);
    impl WithSimd for Exp2<'_> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            for lanes in self.0.chunks_mut(S::F32_LANES) {
                let v = exp2(simd, simd.partial_load_f32s(lanes));
                simd.partial_store_f32s(lanes, v);
            }
        }
    }

    #[test]
    fn powers_are_within_two_ulp_and_nan_stays() {
        let xs: Vec<f32> = (-1_250_000..=1_269_999).map(|i| i as f32 * 1e-4).collect();
        let mut ys = xs.clone();
        Arch::new().dispatch(Exp2(&mut ys));
        for (x, y) in xs.iter().zip(&ys) {
            let exact = f64::from(*x).exp2();
            let ulp = f64::from(f32::EPSILON) * exact;
            assert!(
                (f64::from(*y) - exact).abs() <= 2.0 * ulp,
                "2^{x} = {y}, exactly {exact}"
            );
        }
        let mut odd = [f32::NAN, f32::NEG_INFINITY, -1000.0];
        Arch::new().dispatch(Exp2(&mut odd));
        assert!(odd[0].is_nan() && odd[1] < 1e-37 && odd[2] < 1e-37, "{odd:?}");
    }
}
