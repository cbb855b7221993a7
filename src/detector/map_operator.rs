//! The anomaly map from the patch grid: bilinear upsampling and Gaussian blur are linear and separable, so
//! both together are `A·P·Aᵀ` with one S×g matrix.

use crate::ops::bilinear_matrix;

/// The blur is cut at so many σ, as in SciPy's `gaussian_filter`.
const TRUNCATE: f64 = 4.0;

/// `A = blur·upsample`, for one picture size, grid and σ.
#[derive(Debug, Clone)]
pub struct MapOperator {
    size: usize,
    grid: usize,
    /// Aᵀ, (g × S).
    transposed: Vec<f32>,
}

impl MapOperator {
    /// For S×S maps from g×g patches; `sigma` in pixels, 0 for no blur.
    pub fn new(size: usize, grid: usize, sigma: f32) -> Self {
        let upsample = bilinear_matrix(grid, size);
        let kernel = gaussian(f64::from(sigma));
        let radius = kernel.len() / 2;
        let mut transposed = vec![0f32; grid * size];
        for row in 0..size {
            let mut blurred = vec![0f64; grid];
            for (k, weight) in kernel.iter().enumerate() {
                let source = reflect(row as isize + k as isize - radius as isize, size);
                for (sum, value) in blurred
                    .iter_mut()
                    .zip(&upsample[source * grid..(source + 1) * grid])
                {
                    *sum += weight * f64::from(*value);
                }
            }
            for (column, value) in blurred.iter().enumerate() {
                transposed[column * size + row] = *value as f32;
            }
        }
        Self {
            size,
            grid,
            transposed,
        }
    }

    /// S.
    pub fn size(&self) -> usize {
        self.size
    }

    /// `patches` (g×g, rows in order) → the map (S×S, rows in order).
    pub fn apply(&self, patches: &[f32]) -> Vec<f32> {
        let (s, g) = (self.size, self.grid);
        let mut wide = vec![0f32; g * s]; // P·Aᵀ
        for (row, patches) in wide.chunks_exact_mut(s).zip(patches.chunks_exact(g)) {
            accumulate(row, patches.iter().copied(), &self.transposed);
        }
        let mut map = vec![0f32; s * s]; // A·(P·Aᵀ)
        for (y, row) in map.chunks_exact_mut(s).enumerate() {
            accumulate(row, self.transposed[y..].iter().step_by(s).copied(), &wide);
        }
        map
    }
}

/// `row += Σ weightᵢ·rowsᵢ`; most weights of a row of A are zero.
fn accumulate(row: &mut [f32], weights: impl Iterator<Item = f32>, rows: &[f32]) {
    for (weight, values) in weights.zip(rows.chunks_exact(row.len())) {
        if weight != 0.0 {
            row.iter_mut()
                .zip(values)
                .for_each(|(sum, value)| *sum += weight * value);
        }
    }
}

/// A normalised Gaussian of odd length.
fn gaussian(sigma: f64) -> Vec<f64> {
    if sigma <= 0.0 {
        return vec![1.0];
    }
    let radius = (TRUNCATE * sigma + 0.5) as isize;
    let raw: Vec<f64> = (-radius..=radius)
        .map(|x| (-0.5 * (x as f64 / sigma).powi(2)).exp())
        .collect();
    let sum: f64 = raw.iter().sum();
    raw.iter().map(|v| v / sum).collect()
}

/// Position in 0..size with borders reflected, the edge repeated: d c b a | a b c d | d c b a.
fn reflect(at: isize, size: usize) -> usize {
    let period = 2 * size as isize;
    let at = at.rem_euclid(period);
    (if at < size as isize { at } else { period - 1 - at }) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_are_reflected_with_the_edge_repeated() {
        let at: Vec<usize> = (-5..8).map(|i| reflect(i, 3)).collect();
        assert_eq!(at, [1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1]);
    }

    #[test]
    fn a_constant_stays_constant_and_no_blur_is_upsampling() {
        for sigma in [0.0, 1.5, 8.0] {
            let map = MapOperator::new(28, 2, sigma).apply(&[0.25; 4]);
            assert!(map.iter().all(|v| (v - 0.25).abs() < 1e-6));
        }
        let map = MapOperator::new(4, 2, 0.0).apply(&[0.0, 1.0, 0.0, 1.0]);
        assert_eq!(&map[..4], [0.0, 0.25, 0.75, 1.0]);
    }

    #[test]
    fn a_nan_patch_is_not_hidden() {
        let map = MapOperator::new(8, 2, 1.0).apply(&[0.0, f32::NAN, 0.0, 0.0]);
        assert!(map.iter().any(|v| v.is_nan()));
    }
}
