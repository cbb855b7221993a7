//! The samples of a dataset as training wants them: pictures, and the truth about each.

use super::TrainError;
use super::losses::{GroundTruth, Upsampling};
use crate::base::{CancelToken, printable_path};
use crate::dataset::{DatasetIndex, Label, Sample, Split};
use crate::evaluate::metrics::MaskBits;
use crate::picture::{self, Limits, Mask};
use crate::run::{DatasetRecord, Reading};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// The labelled samples of a split, in the order of the index.
#[derive(Debug)]
pub struct TrainingSet {
    samples: Vec<Sample>,
    pictures: Vec<PathBuf>,
    masks: Vec<Option<PathBuf>>,
    record: DatasetRecord,
}

impl TrainingSet {
    /// Takes what has a label.
    pub fn new(index: &DatasetIndex, reading: &Reading, split: Split) -> Result<Self, TrainError> {
        let all = index.samples(split);
        let samples: Vec<Sample> = all
            .iter()
            .filter(|sample| sample.label.is_some())
            .cloned()
            .collect();
        let record = DatasetRecord::new(index, reading, split, &samples);
        if samples.is_empty() {
            let reason = if all.is_empty() {
                format!("the split '{}' holds no pictures", split.name())
            } else {
                format!(
                    "none of the {} pictures of the split '{}' has a label; which are anomalous must be known",
                    all.len(),
                    split.name()
                )
            };
            return Err(TrainError::NoSamples {
                root: index.root.clone(),
                reason,
            });
        }
        Ok(Self {
            pictures: samples.iter().map(|sample| index.locate(&sample.image)).collect(),
            masks: samples
                .iter()
                .map(|sample| mask_of(sample).map(|path| index.locate(path)))
                .collect(),
            samples,
            record,
        })
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Never: without samples there is no set.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The files of the pictures.
    pub fn pictures(&self) -> &[PathBuf] {
        &self.pictures
    }

    /// What a run says about it.
    pub fn record(&self) -> &DatasetRecord {
        &self.record
    }

    /// The samples.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// The label of a sample.
    pub fn is_anomalous(&self, index: usize) -> bool {
        self.samples[index].label == Some(Label::Anomalous)
    }

    /// What is known to be odd about it.
    pub fn notes(&self) -> Vec<String> {
        let DatasetRecord {
            normal,
            anomalous,
            with_mask,
            unlabelled,
            ..
        } = &self.record;
        let mut notes = Vec::new();
        if *unlabelled > 0 {
            notes.push(format!("{unlabelled} pictures have no label and are left out"));
        }
        if *normal == 0 || *anomalous == 0 {
            notes.push(format!(
                "{normal} normal and {anomalous} anomalous pictures: the image score learns nothing from one kind alone"
            ));
        }
        if with_mask < anomalous {
            notes.push(format!(
                "{} of {anomalous} anomalous pictures have no mask; they are trained with an empty one, as in the \
                 released code",
                anomalous - with_mask
            ));
        }
        notes
    }

    /// Reads all masks.
    pub fn truths(
        &self,
        upsampling: &Upsampling,
        cancel: &CancelToken,
    ) -> Result<Vec<GroundTruth>, TrainError> {
        let size = upsampling.size();
        let truth = |(sample, mask): (&Sample, &Option<PathBuf>)| {
            let mask = match mask {
                None => Mask::none(size),
                Some(path) => read_mask(path, size, cancel)?,
            };
            let is_anomalous = sample.label == Some(Label::Anomalous);
            Ok(GroundTruth::new(&mask, is_anomalous, upsampling))
        };
        self.samples.par_iter().zip(&self.masks).map(truth).collect()
    }

    /// Reads one mask as metrics want it; none for a sample without one.
    pub fn mask_of(
        &self,
        index: usize,
        size: usize,
        cancel: &CancelToken,
    ) -> Result<Option<MaskBits>, TrainError> {
        let bits = |path: &PathBuf| {
            let mask = read_mask(path, size, cancel)?;
            Ok(MaskBits::pack(mask.anomalous(), size, |is_anomalous| {
                *is_anomalous
            }))
        };
        self.masks[index].as_ref().map(bits).transpose()
    }

    /// Reads all masks as metrics want them; none for a sample without one.
    pub fn mask_bits(&self, size: usize, cancel: &CancelToken) -> Result<Vec<Option<MaskBits>>, TrainError> {
        let all = (0..self.len()).into_par_iter();
        all.map(|index| self.mask_of(index, size, cancel)).collect()
    }
}

/// Reads the mask in a file, `size` pixels a side.
pub fn read_mask(path: &Path, size: usize, cancel: &CancelToken) -> Result<Mask, TrainError> {
    if cancel.is_cancelled() {
        return Err(TrainError::Cancelled);
    }
    catch_unwind(AssertUnwindSafe(|| {
        picture::open(path, &Limits::default())
            .map(|picture| Mask::new(&picture, size))
            .map_err(|cause| TrainError::Picture { cause })
    }))
    .unwrap_or_else(|_| {
        Err(TrainError::DecoderPanicked {
            path: printable_path(path),
        })
    })
}

/// A normal sample's mask is empty, whatever file there is.
fn mask_of(sample: &Sample) -> Option<&Path> {
    match sample.label {
        Some(Label::Anomalous) => sample.mask.as_deref(),
        _ => None,
    }
}
