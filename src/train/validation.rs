//! Looking at another dataset after an epoch: are the prompts still good for what they were not trained on?

use super::features::FeatureStore;
use super::samples::TrainingSet;
use super::{Parameters, TrainError, TrainSettings};
use crate::base::CancelToken;
use crate::clip::{BackboneFile, Build};
use crate::detector::{Aligner, Detection, DetectorSettings, Placement, PromptCheckpoint};
use crate::evaluate::metrics::{ClassAccumulator, ImageEvidence, MaskBits, Metric, MetricsReport, Preset};
use crate::run::{Numbered, now};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What decides which checkpoint is the best.
pub const CRITERION: &str = "mean of image AUROC and pixel AUROC; of equals the earlier";

/// What an epoch's prompts reach on the other dataset: unweighted means over its classes, none where no class has a
/// value. A line of `validation.jsonl`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ValidationMetrics {
    /// From 1.
    pub epoch: usize,
    /// Steps done.
    pub step: u64,
    /// Area under the ROC curve of the image scores.
    pub image_auroc: Option<f64>,
    /// Average precision of the image scores.
    pub image_ap: Option<f64>,
    /// Area under the ROC curve of all pixels.
    pub pixel_auroc: Option<f64>,
    /// Average precision of all pixels.
    pub pixel_ap: Option<f64>,
    /// Area under the per-region overlap.
    pub pixel_aupro: Option<f64>,
    /// Seconds since 1970, UTC.
    pub time: f64,
}

impl Numbered for ValidationMetrics {
    fn number(&self) -> u64 {
        self.epoch as u64
    }
}

impl ValidationMetrics {
    /// By what epochs are compared, see `CRITERION`; where one of the two has no value the other alone.
    pub fn value(&self) -> Option<f64> {
        match (self.image_auroc, self.pixel_auroc) {
            (Some(image), Some(pixel)) => Some((image + pixel) / 2.0),
            (one, other) => one.or(other),
        }
    }

    /// For logs: per cent.
    pub fn text(&self) -> String {
        let percent =
            |value: Option<f64>| value.map_or("n/a".to_owned(), |value| format!("{:.2}", 100.0 * value));
        format!(
            "image AUROC {}, AP {}; pixel AUROC {}, AP {}, AUPRO {}",
            percent(self.image_auroc),
            percent(self.image_ap),
            percent(self.pixel_auroc),
            percent(self.pixel_ap),
            percent(self.pixel_aupro)
        )
    }
}

/// The epoch of the best of these, the earlier of equals.
pub fn best<'a>(all: impl Iterator<Item = &'a ValidationMetrics>) -> Option<(usize, f64)> {
    let values = all.filter_map(|metrics| Some((metrics.epoch, metrics.value()?)));
    values.fold(None, |best: Option<(usize, f64)>, this| match best {
        Some(best) if best.1 >= this.1 => Some(best),
        _ => Some(this),
    })
}

/// A dataset to look at.
#[derive(Debug)]
pub struct Validation {
    set: TrainingSet,
    /// Epochs between two looks.
    every: usize,
    backbone: PathBuf,
    settings: DetectorSettings,
    placement: Placement,
    /// When they are first needed.
    masks: Option<Vec<Option<MaskBits>>>,
    aligner: Option<Aligner>,
}

impl Validation {
    /// `every` so many epochs; detection as `settings` train for it.
    pub fn new(
        set: TrainingSet,
        every: usize,
        backbone: &Path,
        settings: &TrainSettings,
        placement: &Placement,
    ) -> Self {
        Self {
            set,
            every,
            backbone: backbone.to_owned(),
            settings: settings.detection(),
            placement: placement.clone(),
            masks: None,
            aligner: None,
        }
    }

    /// Its samples.
    pub fn set(&self) -> &TrainingSet {
        &self.set
    }

    /// Whether it looks after this epoch; always after the last.
    pub fn is_due(&self, epoch: usize, epochs: usize) -> bool {
        epoch.is_multiple_of(self.every) || epoch == epochs
    }

    /// The metrics of these prompts. The features of the dataset's pictures are in `store` from `offset` on. One picture
    /// at a time, so that the numbers are those that any later evaluation gives.
    pub fn look(
        &mut self,
        (epoch, step): (usize, u64),
        parameters: &Parameters,
        (store, offset): (&mut FeatureStore, usize),
        cancel: &CancelToken,
    ) -> Result<ValidationMetrics, TrainError> {
        let checkpoint = parameters.to_checkpoint(Path::new("the prompts"), BTreeMap::new())?;
        self.prepare(&checkpoint, cancel)?;
        let (Some(aligner), Some(masks)) = (&self.aligner, &self.masks) else {
            return Err(TrainError::Record("nothing to validate with".to_owned()));
        };
        let size = self.settings.image_size;
        let mut classes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, sample) in self.set.samples().iter().enumerate() {
            classes.entry(&sample.class).or_default().push(index);
        }
        let mut report = MetricsReport::new(Preset::Parity);
        // Class by class: only one class's maps are in memory.
        for (class, indices) in classes {
            let mut collected = ClassAccumulator::new(indices.len(), size, size);
            for index in indices {
                let detection = detect(aligner, store, offset + index, &self.placement, cancel)?;
                let evidence = ImageEvidence {
                    is_anomalous: self.set.is_anomalous(index),
                    score: detection.score,
                    map: Some(&detection.map.values),
                    mask: masks[index].clone(),
                };
                collected
                    .push(evidence)
                    .map_err(|error| TrainError::Record(error.to_string()))?;
            }
            report
                .add(class, collected.finish(Preset::Parity))
                .map_err(|error| TrainError::Record(error.to_string()))?;
        }
        let mean = |metric| report.mean(metric).value;
        Ok(ValidationMetrics {
            epoch,
            step,
            image_auroc: mean(Metric::ImageAuroc),
            image_ap: mean(Metric::ImageAp),
            pixel_auroc: mean(Metric::PixelAuroc),
            pixel_ap: mean(Metric::PixelAp),
            pixel_aupro: mean(Metric::PixelAupro),
            time: now(),
        })
    }

    fn prepare(&mut self, checkpoint: &PromptCheckpoint, cancel: &CancelToken) -> Result<(), TrainError> {
        if self.masks.is_none() {
            self.masks = Some(self.set.mask_bits(self.settings.image_size, cancel)?);
        }
        match &mut self.aligner {
            Some(aligner) => aligner.set_prompts(checkpoint)?,
            None => {
                let backbone = BackboneFile::open(&self.backbone)?;
                let build = Build::new(&self.placement.device, self.placement.dtype);
                let settings = self.settings.clone();
                self.aligner = Some(Aligner::new(
                    &backbone,
                    backbone.config(),
                    checkpoint,
                    settings,
                    &build,
                )?);
            }
        }
        Ok(())
    }
}

/// One picture, a batch of its own.
fn detect(
    aligner: &Aligner,
    store: &mut FeatureStore,
    index: usize,
    placement: &Placement,
    cancel: &CancelToken,
) -> Result<Detection, TrainError> {
    if cancel.is_cancelled() {
        return Err(TrainError::Cancelled);
    }
    let features = store.get(&[index], cancel)?;
    let features = features
        .first()
        .ok_or_else(|| TrainError::Record("a picture without features".to_owned()))?
        .to_device(&placement.device)?;
    let patches = features
        .patches
        .iter()
        .map(|layer| layer.unsqueeze(0))
        .collect::<candle_core::Result<Vec<_>>>()?;
    Ok(aligner.align_one(&features.global, &patches)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics(epoch: usize, image: Option<f64>, pixel: Option<f64>) -> ValidationMetrics {
        ValidationMetrics {
            epoch,
            step: 1,
            image_auroc: image,
            image_ap: None,
            pixel_auroc: pixel,
            pixel_ap: None,
            pixel_aupro: None,
            time: 0.0,
        }
    }

    #[test]
    fn the_best_has_the_greatest_mean_and_of_equals_is_the_earlier() {
        let all = [
            metrics(1, Some(0.5), Some(0.75)),
            metrics(2, Some(1.0), Some(0.5)),
            metrics(3, Some(0.5), Some(1.0)),
            metrics(4, None, None),
        ];
        assert_eq!(best(all.iter()), Some((2, 0.75)));
        assert_eq!(best([metrics(1, None, None)].iter()), None);
        assert_eq!(best([metrics(1, Some(0.25), None)].iter()), Some((1, 0.25)));
        assert!(all[3].text().contains("image AUROC n/a"));
    }
}
