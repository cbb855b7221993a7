//! Bilinear upsampling from the g×g grid to the S×S map as two weights a row, and its transpose.

use crate::ops::bilinear_matrix;

/// One axis of the upsampling; both axes are alike.
#[derive(Debug, Clone)]
pub struct Upsampling {
    grid: usize,
    /// For each of the S positions the lower of its two neighbours on the grid and both weights.
    taps: Vec<Tap>,
    /// Sum of the weights that each place on the grid gives, (g).
    column_sums: Vec<f64>,
}

/// A position between two places on the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tap {
    /// The lower place.
    pub low: usize,
    /// The higher place; the same at the upper border, with weight 0.
    pub high: usize,
    /// Weights of the two.
    pub weights: [f32; 2],
}

impl Upsampling {
    /// From g places to S.
    pub fn new(grid: usize, size: usize) -> Self {
        let matrix = bilinear_matrix(grid, size);
        let mut column_sums = vec![0f64; grid];
        let taps = matrix
            .chunks_exact(grid)
            .map(|row| {
                for (sum, weight) in column_sums.iter_mut().zip(row) {
                    *sum += f64::from(*weight);
                }
                let low = row.iter().position(|w| *w != 0.0).unwrap_or(0);
                let high = (low + 1).min(grid - 1);
                let weights = [row[low], if high > low { row[high] } else { 0.0 }];
                Tap { low, high, weights }
            })
            .collect();
        Self {
            grid,
            taps,
            column_sums,
        }
    }

    /// g.
    pub fn grid(&self) -> usize {
        self.grid
    }

    /// S.
    pub fn size(&self) -> usize {
        self.taps.len()
    }

    /// The taps of all S positions.
    pub fn taps(&self) -> &[Tap] {
        &self.taps
    }

    /// How much a place on the grid adds to the sum over the map.
    pub fn sum_weight(&self, place: usize) -> f64 {
        self.column_sums[place / self.grid] * self.column_sums[place % self.grid]
    }

    /// One row of the map, (S), from two rows of the grid.
    pub fn row(&self, tap: Tap, grid: &[f32], mixed: &mut [f32], row: &mut [f32]) {
        let g = self.grid;
        let low = &grid[tap.low * g..][..g];
        let high = &grid[tap.high * g..][..g];
        for ((mixed, low), high) in mixed.iter_mut().zip(low).zip(high) {
            *mixed = tap.weights[0] * low + tap.weights[1] * high;
        }
        for (value, tap) in row.iter_mut().zip(&self.taps) {
            *value = tap.weights[0] * mixed[tap.low] + tap.weights[1] * mixed[tap.high];
        }
    }

    /// The transpose of [`Self::row`]: adds the gradient of a row of the map to that of the grid.
    pub fn add_row_back(&self, tap: Tap, row: &[f32], mixed: &mut [f32], grid: &mut [f32]) {
        let g = self.grid;
        mixed.fill(0.0);
        for (value, tap) in row.iter().zip(&self.taps) {
            mixed[tap.low] += tap.weights[0] * value;
            mixed[tap.high] += tap.weights[1] * value;
        }
        for (place, weight) in [(tap.low, tap.weights[0]), (tap.high, tap.weights[1])] {
            for (sum, mixed) in grid[place * g..][..g].iter_mut().zip(&*mixed) {
                *sum += weight * mixed;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_of_the_matrix_and_the_transpose_is_its_transpose() {
        let (g, s) = (5, 17);
        let up = Upsampling::new(g, s);
        let matrix = bilinear_matrix(g, s);
        let grid: Vec<f32> = (0..g * g).map(|i| (i as f32 * 0.37).sin()).collect();
        let (mut mixed, mut row) = (vec![0.0; g], vec![0.0; s]);
        let mut total = 0f64;
        for (y, &tap) in up.taps().iter().enumerate() {
            up.row(tap, &grid, &mut mixed, &mut row);
            for (x, value) in row.iter().enumerate() {
                let expected: f32 = (0..g * g)
                    .map(|i| matrix[y * g + i / g] * grid[i] * matrix[x * g + i % g])
                    .sum();
                assert!((value - expected).abs() < 1e-5);
                total += f64::from(*value);
            }
            // ⟨row(grid), row⟩ = ⟨grid, transposed(row)⟩
            let mut back = vec![0.0; g * g];
            up.add_row_back(tap, &row, &mut mixed, &mut back);
            let left: f32 = row.iter().map(|v| v * v).sum();
            let right: f32 = back.iter().zip(&grid).map(|(a, b)| a * b).sum();
            assert!((left - right).abs() < 1e-4, "{left} {right}");
        }
        let through_weights: f64 = (0..g * g).map(|i| up.sum_weight(i) * f64::from(grid[i])).sum();
        assert!((total - through_weights).abs() < 1e-4);
    }
}
