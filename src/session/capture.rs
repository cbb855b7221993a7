//! The model over a session's pictures: for saving one and for computing it again.

use super::measure::Measure;
use super::{ImageRecord, SessionError};
use crate::base::CancelToken;
use crate::detector::Detector;
use crate::engine::evaluation::ClassRecord;
use crate::engine::{BatchEvent, BatchRun, PictureFailure, PictureResult};
use crate::evaluate::metrics::{MaskBits, Preset};
use crate::picture::Limits;
use crate::train::read_mask;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// What is run, and how.
pub struct Capture<'a> {
    /// The model.
    pub detector: &'a Detector,
    /// What paths are relative to.
    pub root: &'a Path,
    /// Pictures per run of the model.
    pub batch: NonZeroUsize,
    /// Definitions of the metrics.
    pub preset: Preset,
    /// Whether events carry the decoded picture.
    pub keep_pictures: bool,
    /// Ends it before the next block of the tower.
    pub cancel: CancelToken,
}

/// What happens meanwhile, told on the thread that runs.
pub enum CaptureEvent<'a> {
    /// The vision tower has done so many of its blocks on the present batch.
    Tower {
        /// Blocks done.
        done: usize,
        /// Blocks in all.
        total: usize,
    },
    /// A picture is done; they come in order.
    Picture {
        /// Its place.
        index: usize,
        /// What is kept of it.
        image: &'a ImageRecord,
        /// All of it; none where it failed.
        result: Option<&'a PictureResult>,
    },
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Captured {
    /// The pictures with their results, not hashed.
    pub images: Vec<ImageRecord>,
    /// Metrics of the classes with labels.
    pub classes: Vec<ClassRecord>,
}

impl Capture<'_> {
    /// Runs the pictures, of which only what and where they are counts.
    pub fn run(
        &self,
        pictures: &[ImageRecord],
        sink: &mut dyn FnMut(CaptureEvent),
    ) -> Result<Captured, SessionError> {
        let run = BatchRun {
            batch: self.batch,
            limits: Limits::default(),
            keep_pictures: self.keep_pictures,
            cancel: self.cancel.clone(),
        };
        let paths: Vec<PathBuf> = pictures.iter().map(|image| self.root.join(&image.path)).collect();
        let size = self.detector.settings().image_size;
        let mut measure = Measure::new(pictures, size, self.preset);
        let mut images = Vec::with_capacity(pictures.len());
        run.run(self.detector, &paths, &mut |event| match event {
            BatchEvent::Tower { done, total } => sink(CaptureEvent::Tower { done, total }),
            BatchEvent::Picture { index, outcome } => {
                let (image, mask) = self.filled(&pictures[index], &outcome);
                let result = outcome.as_ref().ok().map(|result| &**result);
                match &mask {
                    Ok(mask) => {
                        let map = result.map(|result| result.detection.map.values.as_slice());
                        measure.take(&image, map, mask.clone());
                    }
                    // Without its truth a map says nothing.
                    Err(()) => measure.take(&image.blank(), None, None),
                }
                sink(CaptureEvent::Picture {
                    index,
                    image: &image,
                    result,
                });
                images.push(image);
            }
        })?;
        Ok(Captured {
            images,
            classes: measure.finish(),
        })
    }

    /// The record of an outcome, and the mask; an error where there should be one that cannot be read.
    fn filled(
        &self,
        picture: &ImageRecord,
        outcome: &Result<Box<PictureResult>, PictureFailure>,
    ) -> (ImageRecord, Result<Option<MaskBits>, ()>) {
        match outcome {
            Err(failure) => (
                picture.blank().with_error(self.below_root(&failure.to_string())),
                Ok(None),
            ),
            Ok(result) => {
                let mut image = picture.blank().with_detection(&result.detection, &result.notes);
                let mask = self.mask(picture).map_err(|reason| image.warnings.push(reason));
                (image, mask)
            }
        }
    }

    fn mask(&self, picture: &ImageRecord) -> Result<Option<MaskBits>, String> {
        let Some(path) = &picture.mask else {
            return Ok(None);
        };
        let size = self.detector.settings().image_size;
        // Not cancelled half-way: that would look like damage.
        match read_mask(&self.root.join(path), size, &CancelToken::never()) {
            Ok(mask) => Ok(Some(MaskBits::pack(mask.anomalous(), size, |inside| *inside))),
            Err(error) => Err(self.below_root(&format!(
                "its mask cannot be used, and it takes no part in the metrics: {error}"
            ))),
        }
    }

    /// The same sentence wherever the dataset lies.
    fn below_root(&self, text: &str) -> String {
        let root = format!("{}/", crate::base::printable_path(self.root));
        text.replace(&root, "")
    }
}
