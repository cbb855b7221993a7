//! Bilinear resizing as a matrix, half-pixel centres, no antialias: PyTorch's `interpolate` with
//! `mode="bilinear", align_corners=False`, along one axis.

/// The (to × from) matrix, rows in order: `resized = M · values`.
pub fn bilinear_matrix(from: usize, to: usize) -> Vec<f32> {
    let mut matrix = vec![0f32; to * from];
    let scale = from as f64 / to as f64;
    for (row, weights) in matrix.chunks_exact_mut(from).enumerate() {
        let at = ((row as f64 + 0.5) * scale - 0.5).max(0.0);
        let low = (at as usize).min(from - 1);
        let high = (low + 1).min(from - 1);
        let fraction = at - low as f64;
        weights[low] += (1.0 - fraction) as f32;
        weights[high] += fraction as f32;
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubling_two_values_gives_quarters_and_keeps_the_ends() {
        let m = bilinear_matrix(2, 4);
        assert_eq!(m, [1.0, 0.0, 0.75, 0.25, 0.25, 0.75, 0.0, 1.0]);
    }

    #[test]
    fn every_row_sums_to_one() {
        for (from, to) in [(4, 7), (24, 37), (37, 518), (7, 4), (1, 5)] {
            for row in bilinear_matrix(from, to).chunks_exact(from) {
                assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6, "{from} to {to}");
            }
        }
    }
}
