//! The vision tower, loaded when a picture needs it and put away when no more will.

use crate::base::CancelToken;
use crate::clip::{BackboneFile, Build, VisionFeatures, VisionTower};
use crate::detector::Placement;
use crate::picture::ModelInput;
use crate::train::{TrainError, TrainSettings};
use candle_core::{Device, Tensor};
use std::path::{Path, PathBuf};

/// Where features come from.
#[derive(Debug)]
pub struct VisionSource {
    backbone: PathBuf,
    size: usize,
    layers: Vec<usize>,
    build: Build,
    tower: Option<VisionTower>,
}

impl VisionSource {
    /// Nothing is loaded yet.
    pub fn new(backbone: &Path, settings: &TrainSettings, placement: &Placement) -> Self {
        Self {
            backbone: backbone.to_owned(),
            size: settings.image_size,
            layers: settings.layers.clone(),
            build: Build::new(&placement.device, placement.dtype),
            tower: None,
        }
    }

    /// S.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Tapped layers.
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// How the tower is built.
    pub fn build(&self) -> &Build {
        &self.build
    }

    /// One picture's features, on the CPU. One at a time: what a batch gives may differ in the last bit on a GPU, and
    /// then the run with a store would not be the run without.
    pub fn encode(&mut self, input: &ModelInput, cancel: &CancelToken) -> Result<VisionFeatures, TrainError> {
        if self.tower.is_none() {
            let file = BackboneFile::open(&self.backbone)?;
            let config = file.config();
            self.tower = Some(VisionTower::load(
                &file,
                &config.vision,
                config.embed_dim,
                self.size,
                &self.build,
            )?);
        }
        let Some(tower) = &self.tower else {
            return Err(TrainError::Record("the vision tower was not loaded".to_owned()));
        };
        let size = input.size();
        let pixels = Tensor::from_vec(input.normalised(), (1, 3, size, size), &self.build.device)?;
        let mut before_block = |_| {
            if cancel.is_cancelled() {
                candle_core::bail!("cancelled");
            }
            Ok(())
        };
        let features = tower.forward(&pixels, &self.layers, &mut before_block);
        if cancel.is_cancelled() {
            return Err(TrainError::Cancelled);
        }
        let features = features?;
        let to_cpu = |tensor: &Tensor| tensor.to_device(&Device::Cpu);
        Ok(VisionFeatures {
            global: to_cpu(&features.global)?,
            patches: features.patches.iter().map(to_cpu).collect::<Result<_, _>>()?,
        })
    }

    /// Gives the tower's memory back.
    pub fn put_away(&mut self) {
        self.tower = None;
    }
}
