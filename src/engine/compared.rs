//! Two checkpoints on the same features: one pass of the vision tower, two detections.

use super::{DetectionModel, DeviceChoice, DtypeChoice, ModelLoader, PairedDetection, device_name};
use crate::detector::{
    Detection, Detector, DetectorError, DetectorSettings, LearnedPrompts, ModelFiles, Observer, Probe,
    PromptCheckpoint,
};
use crate::picture::ModelInput;
use std::path::PathBuf;

/// A model with a second set of prompts beside its own.
#[derive(Debug)]
struct ComparedModel {
    detector: Detector,
    other: LearnedPrompts,
}

/// The model of `files`, beside which the prompts in the file `other` detect too, by the settings of the first.
pub fn compared_loader(
    files: ModelFiles,
    other: PathBuf,
    settings: DetectorSettings,
    device: DeviceChoice,
    dtype: DtypeChoice,
) -> ModelLoader {
    Box::new(move || {
        let placement = device.place(dtype)?;
        // The smaller file first: a mistake in it is known before the towers are read.
        let checkpoint = PromptCheckpoint::open(&other).map_err(DetectorError::from)?;
        let detector = Detector::load(&files, settings.clone(), &placement)?;
        checkpoint
            .check_fits(detector.config())
            .map_err(DetectorError::from)?;
        let other = detector.aligner().learned(&checkpoint)?;
        Ok(Box::new(ComparedModel { detector, other }))
    })
}

impl DetectionModel for ComparedModel {
    fn image_size(&self) -> usize {
        self.detector.settings().image_size
    }
    fn device(&self) -> String {
        device_name(self.detector.device())
    }
    fn detect(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<Detection>, DetectorError> {
        self.detector.detect(inputs, observer)
    }
    fn detect_paired(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<PairedDetection>, DetectorError> {
        if inputs.is_empty() {
            return Ok(Vec::new());
        }
        let pixels = self.detector.pixels(inputs)?;
        let features = self.detector.encode(&pixels, observer)?;
        let probe = &mut Probe::nothing();
        let own = self.detector.align(&features, probe)?;
        let others = self
            .detector
            .aligner()
            .align_with(&self.other, &features, probe)?;
        let paired = own
            .into_iter()
            .zip(others)
            .map(|(detection, other)| PairedDetection {
                detection,
                compared: Some(other),
            });
        Ok(paired.collect())
    }
}
