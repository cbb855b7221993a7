//! What follows the vision tower: prompts that look at a picture's features, and the maps and scores that come of it.

use super::{
    AnomalyMap, Detection, DetectorError, DetectorSettings, Features, Fgp, HEADS, Ica, LayerReading,
    MapOperator, Probe, PromptCheckpoint, Quantity, StageTimes, checks, fgp, utpa,
};
use crate::clip::{Build, ClipConfig, TextTower, VisionFeatures, Weights, unit_norm};
use candle_core::{Device, Tensor};
use std::time::{Duration, Instant};

/// The text tower with the learned prompts: all of a model but its vision tower.
#[derive(Debug)]
pub struct Aligner {
    pub(super) settings: DetectorSettings,
    device: Device,
    text: TextTower,
    learned: LearnedPrompts,
    pub(super) map: MapOperator,
    pub(super) grid: usize,
}

/// What a checkpoint holds: image-conditioned prompts, and how they look at a scale.
#[derive(Debug)]
pub struct LearnedPrompts {
    ica: Ica,
    fgp: Fgp,
}

impl Aligner {
    /// From parts already checked, on the operations that `build` names.
    pub fn new(
        weights: &dyn Weights,
        config: &ClipConfig,
        checkpoint: &PromptCheckpoint,
        settings: DetectorSettings,
        build: &Build,
    ) -> Result<Self, DetectorError> {
        let size = settings.image_size;
        let grid = size / config.vision.patch;
        Ok(Self {
            text: TextTower::load(weights, &config.text, config.embed_dim, build)?,
            learned: LearnedPrompts::new(checkpoint, &build.device)?,
            map: MapOperator::new(size, grid, settings.sigma),
            device: build.device.clone(),
            settings,
            grid,
        })
    }

    /// Takes other prompts for the same backbone.
    pub fn set_prompts(&mut self, checkpoint: &PromptCheckpoint) -> Result<(), DetectorError> {
        self.learned = self.learned(checkpoint)?;
        Ok(())
    }

    /// Other prompts for the same backbone, for [`Self::align_with`].
    pub fn learned(&self, checkpoint: &PromptCheckpoint) -> Result<LearnedPrompts, DetectorError> {
        LearnedPrompts::new(checkpoint, &self.device)
    }

    /// The settings in force.
    pub fn settings(&self) -> &DetectorSettings {
        &self.settings
    }

    /// One detection per picture of the batch.
    pub fn align(&self, features: &Features, probe: &mut Probe) -> Result<Vec<Detection>, DetectorError> {
        self.align_with(&self.learned, features, probe)
    }

    /// As [`Self::align`], with other prompts.
    pub fn align_with(
        &self,
        learned: &LearnedPrompts,
        features: &Features,
        probe: &mut Probe,
    ) -> Result<Vec<Detection>, DetectorError> {
        let VisionFeatures { global, patches } = &features.vision;
        probe.keep(Quantity::GlobalFeature, None, || Ok(global.clone()))?;
        let directions = |index: usize, probe: &mut Probe| {
            let tap = &patches[index];
            probe.keep(Quantity::PatchFeatures, Some(self.settings.layers[index]), || {
                Ok(tap.clone())
            })?;
            fgp::patch_directions(tap)
        };
        self.detections(
            learned,
            (&unit_norm(global)?, &directions),
            features.elapsed,
            probe,
        )
    }

    /// The detection of one picture, from features that have been brought to unit norm already: global (1, D), and
    /// patches (1, L, D) of every tapped layer without the class token.
    pub fn align_one(&self, global: &Tensor, patches: &[Tensor]) -> Result<Detection, DetectorError> {
        if patches.len() != self.settings.layers.len() || global.dim(0)? != 1 {
            return Err(DetectorError::Candle(candle_core::Error::Msg(format!(
                "features of {} layers and {} pictures, expected {} layers of one picture",
                patches.len(),
                global.dim(0)?,
                self.settings.layers.len()
            ))));
        }
        let directions = |index: usize, _: &mut Probe| Ok(patches[index].clone());
        let mut found = self.detections(
            &self.learned,
            (global, &directions),
            Duration::ZERO,
            &mut Probe::nothing(),
        )?;
        found.pop().ok_or_else(|| {
            DetectorError::Candle(candle_core::Error::Msg(
                "a picture without a detection".to_owned(),
            ))
        })
    }

    /// Of the features, `patches` gives the directions of the tapped layer of that index; `vision` is what the tower took.
    fn detections(
        &self,
        learned: &LearnedPrompts,
        (global, patches): (&Tensor, &Directions),
        vision: Duration,
        probe: &mut Probe,
    ) -> Result<Vec<Detection>, DetectorError> {
        let start = Instant::now();
        let text = self.text(learned, global, probe)?;
        let scales = self.perceive(learned, &text, patches, probe)?;
        let prompt_cosines = (text.get_on_dim(1, 0)? * text.get_on_dim(1, 1)?)?
            .sum(1)?
            .to_vec1::<f32>()?;
        let prompts = start.elapsed();
        let batch = prompt_cosines.len();
        let share = |time: Duration| time / batch as u32;
        let mut detections = Vec::with_capacity(batch);
        for (index, prompt_cosine) in prompt_cosines.into_iter().enumerate() {
            let start = Instant::now();
            let layers: Vec<LayerReading> = scales
                .iter()
                .map(|scale| scale.reading(index, self.grid))
                .collect();
            let (score, map) = self.score_and_map(&layers);
            let warnings = checks::check(score, &map, &layers, prompt_cosine);
            let times = StageTimes {
                vision: share(vision),
                prompts: share(prompts),
                map: start.elapsed(),
            };
            detections.push(Detection {
                score,
                map,
                layers,
                warnings,
                times,
            });
        }
        self.probe_results(&detections, probe)?;
        Ok(detections)
    }

    /// Cosines of every patch with the two prompts, (B, L, 2) for each tapped layer.
    pub fn cosines(&self, features: &VisionFeatures) -> Result<Vec<Tensor>, DetectorError> {
        let text = self.text(
            &self.learned,
            &unit_norm(&features.global)?,
            &mut Probe::nothing(),
        )?;
        let of_layer = |tap| {
            let patches = fgp::patch_directions(tap)?;
            let (aligned, _) = self.learned.fgp.forward(&text, &patches)?;
            Ok(patches.matmul(&aligned.t()?)?)
        };
        features.patches.iter().map(of_layer).collect()
    }

    /// ICA and the text tower: f (B, D) → G (B, 2, D), both unit norm.
    fn text(
        &self,
        learned: &LearnedPrompts,
        global: &Tensor,
        probe: &mut Probe,
    ) -> Result<Tensor, DetectorError> {
        let prompts = learned.ica.prompts(global)?;
        probe.keep(Quantity::Prompts, None, || Ok(prompts.clone()))?;
        let text = self.text.forward(&prompts)?;
        let text = unit_norm(&Tensor::stack(&text.chunk(2, 0)?, 1)?)?;
        probe.keep(Quantity::Text, None, || Ok(text.clone()))?;
        Ok(text)
    }

    /// FGP and the cosines of every scale, brought to the host.
    fn perceive(
        &self,
        learned: &LearnedPrompts,
        text: &Tensor,
        patches: &Directions,
        probe: &mut Probe,
    ) -> Result<Vec<Scale>, DetectorError> {
        let mut scales = Vec::with_capacity(self.settings.layers.len());
        for (index, &layer) in self.settings.layers.iter().enumerate() {
            let patches = patches(index, probe)?;
            let (aligned, attention) = learned.fgp.forward(text, &patches)?;
            let cosines = patches.matmul(&aligned.t()?)?; // (B, L, 2)
            probe.keep(Quantity::AuxText, Some(layer), || Ok(aligned.clone()))?;
            probe.keep(Quantity::Attention, Some(layer), || Ok(attention.clone()))?;
            scales.push(Scale {
                layer,
                attention: attention.flatten_from(1)?.to_vec2()?,
                cosines: cosines.flatten_from(1)?.to_vec2()?,
            });
        }
        Ok(scales)
    }

    fn score_and_map(&self, layers: &[LayerReading]) -> (f32, AnomalyMap) {
        let cosines: Vec<&utpa::Cosines> = layers.iter().map(|l| l.cosines.as_slice()).collect();
        let score = utpa::score(utpa::logits(&cosines, self.settings.top_k));
        let values = self.map.apply(&mean_probability(layers));
        (
            score,
            AnomalyMap {
                size: self.map.size(),
                values,
            },
        )
    }
}

impl LearnedPrompts {
    fn new(checkpoint: &PromptCheckpoint, device: &Device) -> Result<Self, DetectorError> {
        Ok(Self {
            ica: Ica::new(checkpoint, device)?,
            fgp: Fgp::new(checkpoint, device)?,
        })
    }
}

/// Gives the directions of the patches of a tapped layer by its index, (B, L, D).
type Directions<'a> = dyn Fn(usize, &mut Probe) -> candle_core::Result<Tensor> + 'a;

/// One scale of a whole batch, on the host.
struct Scale {
    layer: usize,
    /// Per picture (8·2·L).
    attention: Vec<Vec<f32>>,
    /// Per picture (L·2).
    cosines: Vec<Vec<f32>>,
}

impl Scale {
    fn reading(&self, index: usize, grid: usize) -> LayerReading {
        debug_assert_eq!(self.attention[index].len(), HEADS * 2 * grid * grid);
        LayerReading {
            layer: self.layer,
            grid,
            attention: self.attention[index].clone(),
            cosines: self.cosines[index].as_chunks::<2>().0.to_vec(),
        }
    }
}

/// Mean over the layers of p(abnormal): (p_abnormal + 1 − p_normal)/2 is p_abnormal, for a softmax of two.
pub(super) fn mean_probability(layers: &[LayerReading]) -> Vec<f32> {
    let mut mean = vec![0f32; layers.first().map_or(0, |l| l.cosines.len())];
    for layer in layers {
        mean.iter_mut()
            .zip(&layer.cosines)
            .for_each(|(m, &c)| *m += utpa::probability(c));
    }
    let scale = 1.0 / layers.len() as f32;
    mean.iter_mut().for_each(|m| *m *= scale);
    mean
}
