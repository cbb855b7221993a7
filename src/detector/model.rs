//! The detector: a backbone, prompts trained on it, and settings; pictures in, detections out.

use super::{
    Aligner, Detection, DetectorError, DetectorSettings, Observer, Probe, PromptCheckpoint, Quantity,
    random_prompts,
};
use crate::clip::{BackboneFile, Build, ClipConfig, RandomWeights, VisionFeatures, VisionTower, Weights};
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
    config: ClipConfig,
    device: Device,
    vision: VisionTower,
    aligner: Aligner,
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
        Ok(Self {
            vision: VisionTower::load(weights, &config.vision, config.embed_dim, size, build)?,
            aligner: Aligner::new(weights, config, checkpoint, settings, build)?,
            config: config.clone(),
            device: build.device.clone(),
        })
    }

    /// The settings in force.
    pub fn settings(&self) -> &DetectorSettings {
        self.aligner.settings()
    }

    /// All but the vision tower.
    pub fn aligner(&self) -> &Aligner {
        &self.aligner
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
        let size = self.settings().image_size;
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
            .forward(pixels, &self.settings().layers, &mut before_block);
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
        self.aligner.align(features, probe)
    }

    /// Cosines of every patch with the two prompts, (B, L, 2) for each tapped layer: all that scores, maps and losses
    /// follow from. On differentiable weights and [`Kernels::Candle`](crate::clip::Kernels) it has a way back.
    pub fn cosines(&self, pixels: &Tensor) -> Result<Vec<Tensor>, DetectorError> {
        let layers = &self.settings().layers;
        let features = self.vision.forward(pixels, layers, &mut |_| Ok(()))?;
        self.aligner.cosines(&features)
    }
}
