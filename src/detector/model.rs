//! The detector: a backbone, prompts trained on it, and settings; pictures in, detections out.

use super::{
    AnomalyMap, Detection, DetectorError, DetectorSettings, Fgp, HEADS, Ica, LayerReading, MapOperator,
    Observer, Probe, PromptCheckpoint, Quantity, StageTimes, checks, fgp, random_prompts, utpa,
};
use crate::clip::{
    BackboneFile, Build, ClipConfig, RandomWeights, TextTower, VisionFeatures, VisionTower, Weights,
    unit_norm,
};
use crate::picture::ModelInput;
use candle_core::{DType, Device, Tensor};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The files of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFiles {
    /// CLIP weights, any supported container.
    pub backbone: PathBuf,
    /// Prompt checkpoint, the released `.pth` or our safetensors.
    pub prompts: PathBuf,
}

/// Where the model lives and how it stores its weights.
#[derive(Debug, Clone)]
pub struct Placement {
    /// The candle device.
    pub device: Device,
    /// f32, f16 or bf16. On a GPU also the precision of the towers' arithmetic; on the CPU that is f32.
    pub dtype: DType,
}

/// A batch's frozen features: all that the vision tower gives, and what it took.
#[derive(Debug, Clone)]
pub struct Features {
    /// Global and patch features.
    pub vision: VisionFeatures,
    /// Time of the whole batch.
    pub elapsed: Duration,
}

/// A loaded model.
#[derive(Debug)]
pub struct Detector {
    pub(super) settings: DetectorSettings,
    config: ClipConfig,
    device: Device,
    vision: VisionTower,
    text: TextTower,
    ica: Ica,
    fgp: Fgp,
    pub(super) map: MapOperator,
    pub(super) grid: usize,
}

impl Detector {
    /// Loads backbone and prompts; everything is checked before any weight is read.
    pub fn load(
        files: &ModelFiles,
        settings: DetectorSettings,
        placement: &Placement,
    ) -> Result<Self, DetectorError> {
        let backbone = BackboneFile::open(&files.backbone)?;
        let config = backbone.config().clone();
        settings.check(&config)?;
        let checkpoint = PromptCheckpoint::open(&files.prompts)?;
        checkpoint.check_fits(&config)?;
        Self::assemble(
            &backbone,
            &config,
            &checkpoint,
            settings,
            &Build::new(&placement.device, placement.dtype),
        )
    }

    /// A backbone with random prompts: for measuring time.
    pub fn load_with_random_prompts(
        backbone: &Path,
        settings: DetectorSettings,
        placement: &Placement,
    ) -> Result<Self, DetectorError> {
        let backbone = BackboneFile::open(backbone)?;
        settings.check(backbone.config())?;
        let checkpoint = random_prompts(backbone.config(), &RandomWeights::new(0))?;
        let build = Build::new(&placement.device, placement.dtype);
        Self::assemble(&backbone, backbone.config(), &checkpoint, settings, &build)
    }

    /// Random weights of the given sizes: for measuring time.
    pub fn random(
        config: &ClipConfig,
        settings: DetectorSettings,
        placement: &Placement,
    ) -> Result<Self, DetectorError> {
        settings.check(config)?;
        let weights = RandomWeights::new(0);
        let checkpoint = random_prompts(config, &weights)?;
        Self::assemble(
            &weights,
            config,
            &checkpoint,
            settings,
            &Build::new(&placement.device, placement.dtype),
        )
    }

    /// From parts already checked, on the operations that `build` names.
    pub fn assemble(
        weights: &dyn Weights,
        config: &ClipConfig,
        checkpoint: &PromptCheckpoint,
        settings: DetectorSettings,
        build: &Build,
    ) -> Result<Self, DetectorError> {
        let size = settings.image_size;
        let grid = size / config.vision.patch;
        Ok(Self {
            vision: VisionTower::load(weights, &config.vision, config.embed_dim, size, build)?,
            text: TextTower::load(weights, &config.text, config.embed_dim, build)?,
            ica: Ica::new(checkpoint, &build.device)?,
            fgp: Fgp::new(checkpoint, &build.device)?,
            map: MapOperator::new(size, grid, settings.sigma),
            config: config.clone(),
            device: build.device.clone(),
            settings,
            grid,
        })
    }

    /// The settings in force.
    pub fn settings(&self) -> &DetectorSettings {
        &self.settings
    }

    /// The backbone's sizes.
    pub fn config(&self) -> &ClipConfig {
        &self.config
    }

    /// The device the model lives on.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Runs one batch; one detection per input, in order.
    pub fn detect(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<Detection>, DetectorError> {
        self.detect_probed(inputs, observer, &mut Probe::nothing())
    }

    /// As [`Self::detect`], keeping what `probe` asks for.
    pub fn detect_probed(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
        probe: &mut Probe,
    ) -> Result<Vec<Detection>, DetectorError> {
        if inputs.is_empty() {
            return Ok(Vec::new());
        }
        let pixels = self.pixels(inputs)?;
        probe.keep(Quantity::Input, None, || Ok(pixels.clone()))?;
        let features = self.encode(&pixels, observer)?;
        let detections = self.align(&features, probe)?;
        let blocks = self.vision.layers();
        observer.progress(blocks + 1, blocks + 1);
        Ok(detections)
    }

    /// Normalised pixels on the model's device, (B, 3, S, S) f32.
    pub fn pixels(&self, inputs: &[ModelInput]) -> Result<Tensor, DetectorError> {
        let size = self.settings.image_size;
        let mut values = Vec::with_capacity(inputs.len() * 3 * size * size);
        for input in inputs {
            if input.size() != size {
                return Err(DetectorError::InputSize {
                    expected: size,
                    found: input.size(),
                });
            }
            values.extend_from_slice(&input.normalised());
        }
        Ok(Tensor::from_vec(
            values,
            (inputs.len(), 3, size, size),
            &self.device,
        )?)
    }

    /// The frozen part: `pixels` (B, 3, S, S) through the vision tower.
    pub fn encode(&self, pixels: &Tensor, observer: &dyn Observer) -> Result<Features, DetectorError> {
        let start = Instant::now();
        let blocks = self.vision.layers();
        let cancel = observer.cancel();
        let mut before_block = |done: usize| {
            if cancel.is_cancelled() {
                candle_core::bail!("cancelled");
            }
            observer.progress(done, blocks + 1);
            Ok(())
        };
        let result = self
            .vision
            .forward(pixels, &self.settings.layers, &mut before_block);
        if cancel.is_cancelled() {
            return Err(DetectorError::Cancelled);
        }
        let vision = result?;
        self.device.synchronize()?;
        observer.progress(blocks, blocks + 1);
        Ok(Features {
            vision,
            elapsed: start.elapsed(),
        })
    }

    /// The learned part: prompts, perception of every scale, alignment, maps.
    pub fn align(&self, features: &Features, probe: &mut Probe) -> Result<Vec<Detection>, DetectorError> {
        let start = Instant::now();
        let global = &features.vision.global;
        probe.keep(Quantity::GlobalFeature, None, || Ok(global.clone()))?;
        let text = self.text(global, probe)?;
        let scales = self.perceive(&text, features, probe)?;
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
                vision: share(features.elapsed),
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

    /// Cosines of every patch with the two prompts, (B, L, 2) for each tapped layer: all that scores, maps and losses
    /// follow from. On differentiable weights and [`Kernels::Candle`](crate::clip::Kernels) it has a way back.
    pub fn cosines(&self, pixels: &Tensor) -> Result<Vec<Tensor>, DetectorError> {
        let layers = &self.settings.layers;
        let features = self.vision.forward(pixels, layers, &mut |_| Ok(()))?;
        let text = self.text(&features.global, &mut Probe::nothing())?;
        let of_layer = |tap| {
            let patches = fgp::patch_directions(tap)?;
            let (aligned, _) = self.fgp.forward(&text, &patches)?;
            Ok(patches.matmul(&aligned.t()?)?)
        };
        features.patches.iter().map(of_layer).collect()
    }

    /// ICA and the text tower: f (B, D) → G (B, 2, D), unit norm.
    fn text(&self, global: &Tensor, probe: &mut Probe) -> Result<Tensor, DetectorError> {
        let prompts = self.ica.prompts(&unit_norm(global)?)?;
        probe.keep(Quantity::Prompts, None, || Ok(prompts.clone()))?;
        let text = self.text.forward(&prompts)?;
        let text = unit_norm(&Tensor::stack(&text.chunk(2, 0)?, 1)?)?;
        probe.keep(Quantity::Text, None, || Ok(text.clone()))?;
        Ok(text)
    }

    /// FGP and the cosines of every scale, brought to the host.
    fn perceive(
        &self,
        text: &Tensor,
        features: &Features,
        probe: &mut Probe,
    ) -> Result<Vec<Scale>, DetectorError> {
        let mut scales = Vec::with_capacity(self.settings.layers.len());
        for (&layer, tap) in self.settings.layers.iter().zip(&features.vision.patches) {
            probe.keep(Quantity::PatchFeatures, Some(layer), || Ok(tap.clone()))?;
            let patches = fgp::patch_directions(tap)?;
            let (aligned, attention) = self.fgp.forward(text, &patches)?;
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
