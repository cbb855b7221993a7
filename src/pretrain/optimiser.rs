//! Gradients clipped, matrices decayed, then a step: of Muon for the matrices between the vision tower's ends, of Adam for
//! everything else.

use super::muon::muon_step;
use super::{PretrainError, Recipe};
use crate::train::{Adam, Gradients};
use candle_core::{Result, Tensor};
use rayon::prelude::*;
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
    let mut moved = adam.moved(&decayed, gradients, rate)?;
    let hidden: Vec<&String> = decayed.keys().filter(|name| is_hidden(name)).collect();
    let steps = hidden
        .into_par_iter()
        .map(|name| {
            let (Some(mean), Some(gradient)) = (adam.mean(name), gradients.get(name)) else {
                candle_core::bail!("parameter '{name}' has no gradient");
            };
            let step = (muon_step(mean, gradient)? * rate(name))?;
            Ok((name.clone(), (&decayed[name] - step)?))
        })
        .collect::<Result<Vec<_>>>()?;
    moved.extend(steps);
    Ok(moved)
}

/// Whether a tensor is a matrix of a block of the vision tower.
fn is_hidden(name: &str) -> bool {
    name.starts_with("visual.transformer.")
        && (name.ends_with("_proj.weight")
            || name.ends_with("in_proj_weight")
            || name.ends_with("c_fc.weight"))
}

/// Whether a tensor is the matrix of a product: norms, biases, positions and prompts keep their size.
fn decays(name: &str, tensor: &Tensor) -> bool {
    tensor.rank() >= 2 && (name.ends_with("weight") || name.ends_with("proj"))
}
