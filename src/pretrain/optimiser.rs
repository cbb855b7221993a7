//! AdamW: gradients clipped, matrices decayed, then a step of Adam.

use super::{PretrainError, Recipe};
use crate::train::{Adam, Gradients};
use candle_core::{Result, Tensor};
use std::collections::BTreeMap;

/// Adds up the gradients of a batch's parts in their order and scales them down to the norm `clip`. Also gives the norm
/// before.
pub(super) fn gathered(
    names: impl Iterator<Item = String>,
    parts: &[Gradients],
    clip: f64,
) -> Result<(Gradients, f64)> {
    let mut sums = Vec::new();
    let mut square = 0f64;
    for name in names {
        let mut sum: Option<Tensor> = None;
        for part in parts {
            let Some(gradient) = part.get(&name) else {
                candle_core::bail!("parameter '{name}' has no gradient");
            };
            sum = Some(match sum {
                Some(sum) => (sum + gradient)?,
                None => gradient.clone(),
            });
        }
        if let Some(sum) = sum {
            let values = sum.flatten_all()?.to_vec1::<f32>()?;
            square += values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>();
            sums.push((name, sum));
        }
    }
    let norm = square.sqrt();
    let scale = if norm > clip { clip / norm } else { 1.0 };
    let mut gradients = Gradients::default();
    for (name, sum) in sums {
        gradients.add(name, (sum * scale)?)?;
    }
    Ok((gradients, norm))
}

/// The tensors after step `step`, counted from 0.
pub(super) fn step(
    recipe: &Recipe,
    adam: &mut Adam,
    tensors: &BTreeMap<String, Tensor>,
    gradients: &Gradients,
    step: usize,
) -> std::result::Result<BTreeMap<String, Tensor>, PretrainError> {
    let rate = |name: &str| recipe.rate_of(name, step);
    let decayed = tensors
        .iter()
        .map(|(name, tensor)| {
            let tensor = if decays(name, tensor) {
                (tensor * (1.0 - rate(name) * recipe.weight_decay))?
            } else {
                tensor.clone()
            };
            Ok((name.clone(), tensor))
        })
        .collect::<Result<BTreeMap<_, _>>>()?;
    Ok(adam.moved(&decayed, gradients, rate)?)
}

/// Whether a tensor is the matrix of a product: norms, biases, positions and prompts keep their size.
fn decays(name: &str, tensor: &Tensor) -> bool {
    tensor.rank() >= 2 && (name.ends_with("weight") || name.ends_with("proj"))
}
