//! What follows from a detection's kept cosines: score, map and what each scale adds, for any blur, k and temperature,
//! without another pass through the towers.

use super::{AnomalyMap, LayerReading, MapOperator, utpa};

/// The knobs that act after the towers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadoutSettings {
    /// Side of the map, pixels.
    pub image_size: usize,
    /// σ of the Gaussian blur, pixels; 0 leaves it out.
    pub sigma: f32,
    /// k: patches per scale that make the score.
    pub top_k: usize,
    /// τ of the softmax over the two prompts.
    pub temperature: f32,
}

/// Score and map, and what each scale has to do with them.
#[derive(Debug, Clone)]
pub struct Readout {
    /// What it was read out with.
    pub settings: ReadoutSettings,
    /// Probability that the picture is abnormal, 0..=1.
    pub score: f32,
    /// The blurred anomaly map.
    pub map: AnomalyMap,
    /// One per tapped layer.
    pub scales: Vec<ScaleReadout>,
}

/// What one scale adds.
#[derive(Debug, Clone)]
pub struct ScaleReadout {
    /// Probability of abnormal per patch, (L).
    pub probability: Vec<f32>,
    /// The patches that make its part of the score, the most abnormal first.
    pub top: Vec<usize>,
    /// What it adds to the logit of the score: those of all scales sum to it. Negative where it speaks for normal.
    pub logit: f32,
}

impl Readout {
    /// Reads out the layers of one detection.
    pub fn of(layers: &[LayerReading], settings: ReadoutSettings) -> Self {
        let cosines: Vec<&utpa::Cosines> = layers.iter().map(|layer| layer.cosines.as_slice()).collect();
        // Exactly 1 at the model's own temperature.
        let cooled = utpa::TEMPERATURE / settings.temperature;
        let logits = utpa::logits(&cosines, settings.top_k).map(|logit| logit * cooled);
        let scales: Vec<ScaleReadout> = layers
            .iter()
            .map(|layer| scale(layer, settings, layers.len()))
            .collect();
        let grid = layers.first().map_or(0, |layer| layer.grid);
        let mut mean = vec![0f32; grid * grid];
        for scale in &scales {
            mean.iter_mut()
                .zip(&scale.probability)
                .for_each(|(sum, p)| *sum += p);
        }
        let share = 1.0 / layers.len() as f32;
        mean.iter_mut().for_each(|sum| *sum *= share);
        let operator = MapOperator::new(settings.image_size, grid, settings.sigma);
        Self {
            settings,
            score: utpa::score(logits),
            map: AnomalyMap {
                size: settings.image_size,
                values: operator.apply(&mean),
            },
            scales,
        }
    }
}

fn scale(layer: &LayerReading, settings: ReadoutSettings, scales: usize) -> ScaleReadout {
    let margin = |patch: &usize| f64::from(layer.cosines[*patch][1]) - f64::from(layer.cosines[*patch][0]);
    let mut top = utpa::top_patches(&layer.cosines, settings.top_k);
    top.sort_by(|a, b| margin(b).total_cmp(&margin(a)).then(a.cmp(b)));
    let sum: f64 = top.iter().map(margin).sum();
    let count = (top.len() * scales).max(1) as f64;
    ScaleReadout {
        probability: layer
            .cosines
            .iter()
            .map(|cosines| utpa::probability_at(*cosines, settings.temperature))
            .collect(),
        logit: (sum / count / f64::from(settings.temperature)) as f32,
        top,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(number: usize, shift: f32) -> LayerReading {
        LayerReading {
            layer: number,
            grid: 4,
            attention: Vec::new(),
            cosines: (0..16).map(|i| [0.2, 0.15 + shift + 0.01 * i as f32]).collect(),
        }
    }

    const SETTINGS: ReadoutSettings = ReadoutSettings {
        image_size: 16,
        sigma: 1.0,
        top_k: 3,
        temperature: utpa::TEMPERATURE,
    };

    #[test]
    fn the_scales_add_up_to_the_score() {
        let layers = [layer(6, 0.0), layer(12, 0.05), layer(18, -0.3)];
        for temperature in [0.01, utpa::TEMPERATURE, 0.5] {
            let readout = Readout::of(
                &layers,
                ReadoutSettings {
                    temperature,
                    ..SETTINGS
                },
            );
            let logit: f32 = readout.scales.iter().map(|scale| scale.logit).sum();
            assert!((1.0 / (1.0 + (-logit).exp()) - readout.score).abs() < 1e-6);
            assert!(readout.scales[2].logit < 0.0);
            assert_eq!(readout.scales[0].top, [15, 14, 13]);
        }
    }

    #[test]
    fn each_knob_changes_what_it_says() {
        let layers = [layer(6, 0.0), layer(12, 0.05)];
        let base = Readout::of(&layers, SETTINGS);
        let blurred = Readout::of(
            &layers,
            ReadoutSettings {
                sigma: 4.0,
                ..SETTINGS
            },
        );
        assert_ne!(base.map, blurred.map);
        assert_eq!(base.score, blurred.score);
        let more = Readout::of(
            &layers,
            ReadoutSettings {
                top_k: 16,
                ..SETTINGS
            },
        );
        assert_eq!(base.map, more.map);
        assert!(more.score < base.score);
        let colder = Readout::of(
            &layers,
            ReadoutSettings {
                temperature: 0.01,
                ..SETTINGS
            },
        );
        assert!(colder.score > base.score && colder.map != base.map);
    }
}
