//! Muon: steps whose singular values are all alike.
//!
//! Adam's steps for a matrix are dominated by a few directions. Muon takes the mean of the gradients, keeps its directions
//! and makes all of them count the same (Jordan et al., *Muon: An optimizer for hidden layers in neural networks*, 2024),
//! scaled so that a learning rate means what it means to Adam (Liu et al., *Muon is scalable for LLM training*, 2025).

use candle_core::{Result, Tensor};

/// Decay of the mean that Adam keeps, used again to look ahead.
const BETA: f64 = 0.9;
/// What Adam's steps are as a rule, root mean square, in parts of the learning rate.
const USUAL: f64 = 0.2;
/// Factors of the quintic that brings singular values from 0..1 near to 1.
const QUINTIC: [f64; 3] = [3.4445, -4.7750, 2.0315];
const ITERATIONS: usize = 5;

/// The step at learning rate 1 for a matrix (out, in) whose gradient's decayed mean is `mean`. Queries, keys and values that
/// lie in one matrix (3·in, in) are three.
pub(super) fn muon_step(mean: &Tensor, gradient: &Tensor) -> Result<Tensor> {
    let ahead = ((mean * BETA)? + (gradient * (1.0 - BETA))?)?;
    let (rows, columns) = ahead.dims2()?;
    let parts = if rows == 3 * columns { 3 } else { 1 };
    let parts = ahead
        .chunk(parts, 0)?
        .iter()
        .map(|part| {
            let size = part.dims().iter().max().copied().unwrap_or(1);
            orthogonalised(part)? * (USUAL * (size as f64).sqrt())
        })
        .collect::<Result<Vec<_>>>()?;
    Tensor::cat(&parts, 0)
}

/// The matrix with singular values near 1 (0.7 to 1.2), its directions as they were, by a Newton–Schulz iteration.
fn orthogonalised(matrix: &Tensor) -> Result<Tensor> {
    let (rows, columns) = matrix.dims2()?;
    let is_tall = rows > columns;
    let wide = if is_tall { matrix.t()? } else { matrix.clone() };
    let norm = wide.sqr()?.sum_all()?.to_scalar::<f32>()?.sqrt();
    let [a, b, c] = QUINTIC;
    let mut x = (wide.contiguous()? / f64::from(norm + 1e-12))?;
    for _ in 0..ITERATIONS {
        let square = x.matmul(&x.t()?)?;
        let factor = ((&square * b)? + (square.matmul(&square)? * c)?)?;
        x = ((&x * a)? + factor.matmul(&x)?)?;
    }
    if is_tall { x.t()?.contiguous() } else { Ok(x) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Generator;
    use candle_core::Device;

    fn random(rows: usize, columns: usize) -> Tensor {
        let mut random = Generator::new(5, 6);
        let values: Vec<f32> = (0..rows * columns).map(|_| random.normal() as f32).collect();
        Tensor::from_vec(values, (rows, columns), &Device::Cpu).unwrap()
    }

    #[test]
    fn a_diagonal_keeps_its_signs_and_loses_its_sizes() {
        let diagonal = Tensor::new(
            &[[3.0f32, 0.0, 0.0], [0.0, -0.5, 0.0], [0.0, 0.0, 1.0]],
            &Device::Cpu,
        )
        .unwrap();
        let values = orthogonalised(&diagonal).unwrap().to_vec2::<f32>().unwrap();
        for (i, row) in values.iter().enumerate() {
            let sign = if i == 1 { -1.0 } else { 1.0 };
            assert!((0.65..1.25).contains(&(row[i] * sign)), "{values:?}");
            assert!(
                row.iter().enumerate().all(|(j, v)| j == i || v.abs() < 1e-6),
                "{values:?}"
            );
        }
    }

    #[test]
    fn a_step_has_adams_size_whatever_the_shape_and_the_size_of_the_gradient() {
        for (rows, columns, size) in [(64, 64, 1e-3), (16, 64, 1.0), (64, 16, 1e3)] {
            let gradient = (random(rows, columns) * size).unwrap();
            let step = muon_step(&gradient, &gradient).unwrap();
            assert_eq!(step.dims(), [rows, columns]);
            let mean: f32 = step.sqr().unwrap().mean_all().unwrap().to_scalar().unwrap();
            let root = f64::from(mean.sqrt()) / USUAL;
            assert!((0.6..1.3).contains(&root), "{rows} × {columns}: {root}");
        }
    }

    #[test]
    fn queries_keys_and_values_are_made_alike_each_by_itself() {
        let whole = random(48, 16);
        let parts = whole.chunk(3, 0).unwrap();
        let scaled = Tensor::cat(&[&parts[0], &(&parts[1] * 100.0).unwrap(), &parts[2]], 0).unwrap();
        let (one, other) = (
            muon_step(&whole, &whole).unwrap(),
            muon_step(&scaled, &scaled).unwrap(),
        );
        let distance: f32 = (one - other)
            .unwrap()
            .abs()
            .unwrap()
            .max_all()
            .unwrap()
            .to_scalar()
            .unwrap();
        assert!(distance < 1e-3, "{distance}");
    }
}
