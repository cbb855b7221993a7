//! Automatic checks: reported with every result, never fatal.
//!
//! One project of this family shipped four identical layer maps for a year; these checks look for that and
//! for what else has gone wrong unseen.

use super::{AnomalyMap, LayerReading};
use std::fmt;

/// Layers whose cosines are closer than this everywhere gave the same map.
const SAME_MAP: f32 = 1e-6;
/// Attention with at least this share of the largest possible entropy is uniform.
const UNIFORM_ENTROPY: f64 = 0.9999;
/// Attention with at least this weight on one patch is saturated.
const SATURATED_WEIGHT: f32 = 0.999;
/// Prompts with at least this cosine cannot tell normal from abnormal.
const SAME_PROMPT: f32 = 0.9999;

/// Something that looks wrong in a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// A value is not a number: in the named quantity.
    NotANumber(&'static str),
    /// Two layers gave the same map.
    IdenticalLayers(usize, usize),
    /// All heads of a layer look everywhere alike.
    UniformAttention {
        /// 1-based block.
        layer: usize,
        /// `normal` or `abnormal`.
        prompt: &'static str,
    },
    /// All heads of a layer look at one patch each.
    SaturatedAttention {
        /// 1-based block.
        layer: usize,
        /// `normal` or `abnormal`.
        prompt: &'static str,
    },
    /// The two prompts' text embeddings are the same.
    DegeneratePrompts {
        /// Their cosine.
        cosine: f32,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber(what) => write!(f, "{what} holds NaN: weights or input are broken"),
            Self::IdenticalLayers(a, b) => write!(f, "layers {a} and {b} gave the same map"),
            Self::UniformAttention { layer, prompt } => {
                write!(
                    f,
                    "layer {layer}: attention of the {prompt} prompt is uniform in all heads"
                )
            }
            Self::SaturatedAttention { layer, prompt } => {
                write!(
                    f,
                    "layer {layer}: attention of the {prompt} prompt sits on one patch in all heads"
                )
            }
            Self::DegeneratePrompts { cosine } => {
                write!(
                    f,
                    "the normal and the abnormal prompt are the same (cosine {cosine:.5})"
                )
            }
        }
    }
}

/// Looks at one picture's result. `prompt_cosine` is that between the two text embeddings.
pub(super) fn check(
    score: f32,
    map: &AnomalyMap,
    layers: &[LayerReading],
    prompt_cosine: f32,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if score.is_nan() {
        warnings.push(Warning::NotANumber("the score"));
    }
    if map.values.iter().any(|v| v.is_nan()) {
        warnings.push(Warning::NotANumber("the map"));
    }
    for (i, a) in layers.iter().enumerate() {
        for b in &layers[i + 1..] {
            let same = a
                .cosines
                .iter()
                .zip(&b.cosines)
                .all(|(x, y)| difference(*x, *y) < SAME_MAP);
            if same {
                warnings.push(Warning::IdenticalLayers(a.layer, b.layer));
            }
        }
    }
    for layer in layers {
        check_attention(layer, &mut warnings);
    }
    if prompt_cosine >= SAME_PROMPT {
        warnings.push(Warning::DegeneratePrompts {
            cosine: prompt_cosine,
        });
    }
    warnings
}

fn check_attention(reading: &LayerReading, warnings: &mut Vec<Warning>) {
    let patches = reading.grid * reading.grid;
    if patches < 2 {
        return;
    }
    for (index, prompt) in ["normal", "abnormal"].into_iter().enumerate() {
        // (8 heads, 2 prompts, L): this prompt's rows are every other one.
        let rows = || reading.attention.chunks_exact(patches).skip(index).step_by(2);
        let layer = reading.layer;
        if rows().any(|row| row.iter().any(|v| v.is_nan())) {
            warnings.push(Warning::NotANumber("prompt attention"));
        } else if rows().all(|row| entropy(row) >= UNIFORM_ENTROPY * (patches as f64).ln()) {
            warnings.push(Warning::UniformAttention { layer, prompt });
        } else if rows().all(|row| row.iter().any(|&v| v >= SATURATED_WEIGHT)) {
            warnings.push(Warning::SaturatedAttention { layer, prompt });
        }
    }
}

fn difference(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).abs().max((a[1] - b[1]).abs())
}

fn entropy(row: &[f32]) -> f64 {
    row.iter()
        .filter(|&&v| v > 0.0)
        .map(|&v| -f64::from(v) * f64::from(v).ln())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two scales of 2×2 patches that nothing is wrong with.
    fn healthy() -> Vec<LayerReading> {
        let reading = |layer: usize, shift: f32| LayerReading {
            layer,
            grid: 2,
            attention: [0.4, 0.3, 0.2, 0.1].repeat(16),
            cosines: vec![[0.1, 0.1 + shift], [0.1, 0.2], [0.1, 0.0], [0.0, 0.1]],
        };
        vec![reading(6, 0.0), reading(12, 0.05)]
    }

    fn flat_map(value: f32) -> AnomalyMap {
        AnomalyMap {
            size: 2,
            values: vec![value; 4],
        }
    }

    #[test]
    fn a_healthy_result_has_no_warnings() {
        assert_eq!(check(0.5, &flat_map(0.2), &healthy(), 0.8), []);
    }

    #[test]
    fn nan_is_named() {
        let warnings = check(f32::NAN, &flat_map(f32::NAN), &healthy(), 0.8);
        assert_eq!(
            warnings,
            [Warning::NotANumber("the score"), Warning::NotANumber("the map")]
        );
    }

    #[test]
    fn identical_layers_are_named() {
        let mut layers = healthy();
        layers[1].cosines = layers[0].cosines.clone();
        assert_eq!(
            check(0.5, &flat_map(0.2), &layers, 0.8),
            [Warning::IdenticalLayers(6, 12)]
        );
    }

    #[test]
    fn uniform_and_saturated_attention_are_told_apart_by_prompt() {
        let mut layers = healthy();
        for head in layers[0].attention.chunks_exact_mut(8) {
            head[..4].fill(0.25);
            head[4..].copy_from_slice(&[1.0, 0.0, 0.0, 0.0]);
        }
        let expected = [
            Warning::UniformAttention {
                layer: 6,
                prompt: "normal",
            },
            Warning::SaturatedAttention {
                layer: 6,
                prompt: "abnormal",
            },
        ];
        assert_eq!(check(0.5, &flat_map(0.2), &layers, 0.8), expected);
    }

    #[test]
    fn equal_prompts_are_degenerate() {
        let warnings = check(0.5, &flat_map(0.2), &healthy(), 1.0);
        assert_eq!(warnings, [Warning::DegeneratePrompts { cosine: 1.0 }]);
    }
}
