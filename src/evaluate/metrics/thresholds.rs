//! The thresholds of the released AUPRO.

/// Steps from the least to the greatest score.
const STEPS: f32 = 200.0;

/// `numpy.arange(least, greatest, (greatest − least) / 200)` on f32 scores, bit for bit as NumPy 2 computes it:
/// differences and the second threshold are rounded to f32, all others run on from these two in f64. Mostly 200
/// values, now and then 201; none where the step is zero.
pub(super) fn released_thresholds(least: f32, greatest: f32) -> Vec<f64> {
    let range = greatest - least;
    let step = range / STEPS;
    let length = (range / step).ceil();
    // NaN where the step is zero, infinite where the range is beyond f32.
    if !length.is_finite() {
        return Vec::new();
    }
    let start = f64::from(least);
    let step = f64::from(least + step) - start;
    (0..length as u32).map(|i| start + f64::from(i) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Length, second, middle and last threshold as printed by NumPy 2.4.6.
    #[test]
    fn they_are_numpy_s() {
        for (least, greatest, length, second, middle, last) in [
            (
                0.0,
                0.87284946,
                200,
                0.0043642474338412285,
                0.43642474338412285,
                0.8684852393344045,
            ),
            (
                0.0123,
                0.78,
                200,
                0.016138499602675438,
                0.39615000039339066,
                0.7761615011841059,
            ),
            (
                -0.5,
                0.25,
                200,
                -0.4962500035762787,
                -0.12500035762786865,
                0.24624928832054138,
            ),
            (
                0.499,
                0.501,
                200,
                0.49901002645492554,
                0.5000013709068298,
                0.5009927153587341,
            ),
            // The step is lost in the least score.
            (0.5, 0.500001, 200, 0.5, 0.5, 0.5),
            (
                0.001,
                0.9371,
                200,
                0.005680500064045191,
                0.4690500017022714,
                0.9324195033404976,
            ),
            (
                0.39526102,
                0.8823229,
                201,
                0.397696316242218,
                0.6387906968593597,
                0.882320374250412,
            ),
            // The last lies above the greatest score.
            (
                0.8877025,
                0.99863344,
                201,
                0.8882572054862976,
                0.9431706070899963,
                0.9986386895179749,
            ),
            (
                0.6656827,
                0.9093578,
                201,
                0.6669010519981384,
                0.7875205278396606,
                0.9093583822250366,
            ),
            (
                0.8822889,
                0.93444777,
                201,
                0.8825496435165405,
                0.9083659052848816,
                0.934442937374115,
            ),
        ] {
            let found = released_thresholds(least, greatest);
            assert_eq!(found.len(), length, "{least} {greatest}");
            let shown = (found[0], found[1], found[100], found[length - 1]);
            assert_eq!(shown, (f64::from(least), second, middle, last));
        }
    }

    #[test]
    fn without_a_step_there_are_none() {
        assert!(released_thresholds(0.5, 0.5).is_empty());
        assert!(released_thresholds(0.0, 1e-45).is_empty());
        assert!(released_thresholds(f32::MIN, f32::MAX).is_empty());
    }
}
