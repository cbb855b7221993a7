//! Many pictures through one model: decoding and resizing on threads ahead of the tower, at most two batches of
//! pictures in memory, results in input order. Knows no terminal; says everything to a sink.

use super::batch_pipeline::{Shape, Stopped, run_pipeline};
use crate::base::{CancelToken, printable_path};
use crate::detector::{Detection, Detector, DetectorError, Observer};
use crate::picture::{self, Limits, ModelInput, Picture, PictureError, PictureNote};
use crate::train::{SampleFeatures, StoredFeatures};
use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// How a list of pictures is run.
#[derive(Debug, Clone)]
pub struct BatchRun {
    /// Pictures per call of the model.
    pub batch: NonZeroUsize,
    /// What decoding one picture may cost.
    pub limits: Limits,
    /// Whether results carry the decoded picture, for whoever draws over it.
    pub keep_pictures: bool,
    /// Ends the run before the next block of the tower.
    pub cancel: CancelToken,
}

/// What happens during a run, told on the thread that called it.
#[derive(Debug)]
pub enum BatchEvent {
    /// The vision tower has done so many of its blocks on the present batch.
    Tower {
        /// Blocks done.
        done: usize,
        /// Blocks in all.
        total: usize,
    },
    /// A picture is done; pictures come in input order.
    Picture {
        /// Place in the list of paths.
        index: usize,
        /// Its result, or why there is none. Boxed: a result is some hundred bytes, an event of the tower is not.
        outcome: Result<Box<PictureResult>, PictureFailure>,
    },
}

/// One picture's result.
#[derive(Debug)]
pub struct PictureResult {
    /// Score, map, readings, warnings and the tower's times.
    pub detection: Detection,
    /// What decoding found worth telling.
    pub notes: Vec<PictureNote>,
    /// The decoded picture, if it was to be kept.
    pub picture: Option<Picture>,
    /// Time to read, decode and resize it.
    pub decode: Duration,
}

/// Why one picture has no result; the others go on.
#[derive(Debug, thiserror::Error)]
pub enum PictureFailure {
    /// It cannot be read or decoded.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The decoder failed in a way it should not.
    #[error(
        "{path}: the decoder failed on this file; the file is damaged, or this is a defect worth reporting"
    )]
    DecoderPanicked {
        /// The file, made safe to print.
        path: String,
    },
}

/// Why a run ended before its last picture.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The model failed; it would fail on the next batch too.
    #[error(transparent)]
    Detector(DetectorError),
}

impl From<DetectorError> for BatchError {
    fn from(error: DetectorError) -> Self {
        match error {
            DetectorError::Cancelled => Self::Cancelled,
            other => Self::Detector(other),
        }
    }
}

/// A picture ready for the model.
struct Prepared {
    input: Input,
    rest: Rest,
}

/// What the model gets.
enum Input {
    /// For the vision tower.
    Picture(ModelInput),
    /// What the tower once gave.
    Features(SampleFeatures),
}

/// What the tower does not need and the result does.
struct Rest {
    notes: Vec<PictureNote>,
    picture: Option<Picture>,
    decode: Duration,
}

impl BatchRun {
    /// Detects on every path; `sink` hears of each picture in order, whether it worked or not.
    pub fn run(
        &self,
        detector: &Detector,
        paths: &[impl AsRef<Path> + Sync],
        sink: &mut dyn FnMut(BatchEvent),
    ) -> Result<(), BatchError> {
        self.run_with_features(detector, None, paths, sink)
    }

    /// As [`Self::run`]; pictures whose features are in `stored` do not go through the vision tower.
    pub fn run_with_features(
        &self,
        detector: &Detector,
        stored: Option<&StoredFeatures>,
        paths: &[impl AsRef<Path> + Sync],
        sink: &mut dyn FnMut(BatchEvent),
    ) -> Result<(), BatchError> {
        let shape = Shape {
            count: paths.len(),
            batch: self.batch,
            threads: std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            fixed: false,
        };
        let size = detector.settings().image_size;
        let sink = RefCell::new(sink);
        let watcher = Watcher {
            sink: &sink,
            cancel: &self.cancel,
        };
        run_pipeline(
            &shape,
            &self.cancel,
            |index| self.prepare(paths[index].as_ref(), stored, size),
            |prepared| detect(detector, prepared, &watcher),
            |index, outcome| {
                let outcome = outcome.map(Box::new);
                (sink.borrow_mut())(BatchEvent::Picture { index, outcome });
            },
        )
        .map_err(|stopped| match stopped {
            Stopped::Cancelled => BatchError::Cancelled,
            Stopped::Batch(error) => error.into(),
        })
    }

    fn prepare(
        &self,
        path: &Path,
        stored: Option<&StoredFeatures>,
        size: usize,
    ) -> Result<Prepared, PictureFailure> {
        let start = Instant::now();
        // A decoder that panics on a hostile file must not take the run with it: the file is reported instead.
        let decoded = catch_unwind(AssertUnwindSafe(|| {
            let picture = picture::open(path, &self.limits)?;
            let found = stored.and_then(|stored| stored.find(&std::fs::read(path).ok()?));
            let input = found.map_or_else(
                || Input::Picture(ModelInput::new(&picture, size)),
                Input::Features,
            );
            Ok((picture, input))
        }));
        let (picture, input) = decoded.unwrap_or_else(|_| {
            Err(PictureFailure::DecoderPanicked {
                path: printable_path(path),
            })
        })?;
        let rest = Rest {
            notes: picture.notes().to_vec(),
            picture: self.keep_pictures.then_some(picture),
            decode: start.elapsed(),
        };
        Ok(Prepared { input, rest })
    }
}

fn detect(
    detector: &Detector,
    prepared: Vec<Prepared>,
    watcher: &Watcher,
) -> Result<Vec<PictureResult>, DetectorError> {
    let (mut inputs, mut stored, mut rests) = (Vec::new(), Vec::new(), Vec::new());
    for (place, Prepared { input, rest }) in prepared.into_iter().enumerate() {
        match input {
            Input::Picture(input) => inputs.push(input),
            Input::Features(features) => stored.push((place, features)),
        }
        rests.push(rest);
    }
    let mut detections = detector.detect(&inputs, watcher)?;
    // Ascending places: each finds those before it already there.
    for (place, features) in stored {
        detections.insert(place, align(detector, &features)?);
    }
    let results = detections
        .into_iter()
        .zip(rests)
        .map(|(detection, rest)| PictureResult {
            detection,
            notes: rest.notes,
            picture: rest.picture,
            decode: rest.decode,
        });
    Ok(results.collect())
}

/// One picture from its features.
fn align(detector: &Detector, features: &SampleFeatures) -> Result<Detection, DetectorError> {
    let features = features.to_device(detector.device())?;
    let patches = features
        .patches
        .iter()
        .map(|layer| layer.unsqueeze(0))
        .collect::<candle_core::Result<Vec<_>>>()?;
    detector.aligner().align_one(&features.global, &patches)
}

/// Passes the tower's progress on to the sink.
struct Watcher<'a, 'b> {
    sink: &'a RefCell<&'b mut dyn FnMut(BatchEvent)>,
    cancel: &'a CancelToken,
}

impl Observer for Watcher<'_, '_> {
    fn progress(&self, done: usize, total: usize) {
        (self.sink.borrow_mut())(BatchEvent::Tower { done, total });
    }

    fn cancel(&self) -> CancelToken {
        self.cancel.clone()
    }
}
