//! One thread that owns the model: it takes the newest request, reports how far it is, and ends every request in
//! exactly one of done, failed or cancelled. It knows no screen.

use super::{DeviceChoice, DeviceError, DtypeChoice, Newest, device_name};
use crate::base::{CancelSource, CancelToken};
use crate::detector::{Detection, Detector, DetectorError, DetectorSettings, ModelFiles, Observer};
use crate::picture::{self, Limits, ModelInput, PictureError, PictureNote};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Names one request in the reports about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// One picture to run the model on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectionRequest {
    /// Chosen by the caller.
    pub id: RequestId,
    /// The picture.
    pub path: PathBuf,
}

/// What a request is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetectionStage {
    /// The model is being read from disk, once.
    LoadingModel,
    /// The picture is being decoded and resized.
    Decoding,
    /// `done` of `total` blocks of the vision tower.
    Vision {
        /// Blocks finished.
        done: usize,
        /// Blocks in all.
        total: usize,
    },
}

/// A finished detection and what it took beside the model's own stages.
#[derive(Debug, Clone)]
pub struct DetectionOutcome {
    /// Score, map, warnings, times of the model's stages.
    pub detection: Detection,
    /// What the prompts that are compared with make of it.
    pub compared: Option<Detection>,
    /// What decoding found worth telling.
    pub notes: Vec<PictureNote>,
    /// Decoding and resizing.
    pub decode: Duration,
    /// Where the model ran, as the user would name it.
    pub device: String,
}

impl DetectionOutcome {
    /// What all of it took, loading the model left out.
    pub fn took(&self) -> Duration {
        let times = self.detection.times;
        self.decode + times.vision + times.prompts + times.map
    }
}

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum DetectionFailure {
    /// The picture cannot be used.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The device cannot be used.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The model cannot be loaded or run.
    #[error(transparent)]
    Model(#[from] DetectorError),
    /// The model gave back no detection for the picture.
    #[error("the model gave {0} detections for one picture, expected 1: this is a bug, please report it")]
    Count(usize),
    /// The job panicked; the thread goes on.
    #[error("the detection stopped by a bug: {0}\n  what to do: report it with the log file")]
    Panicked(String),
}

/// What the worker reports. After `Done`, `Failed` or `Cancelled` nothing more comes for that request.
#[derive(Debug)]
pub enum DetectionEvent {
    /// How far the request is.
    Progress {
        /// Whose.
        id: RequestId,
        /// What it is busy with.
        stage: DetectionStage,
    },
    /// The request has its result.
    Done {
        /// Whose.
        id: RequestId,
        /// The result.
        outcome: Arc<DetectionOutcome>,
    },
    /// The request cannot have a result.
    Failed {
        /// Whose.
        id: RequestId,
        /// Why.
        failure: DetectionFailure,
    },
    /// The request was cancelled or superseded by a newer one.
    Cancelled {
        /// Whose.
        id: RequestId,
    },
}

/// What the worker runs; [`Detector`] outside tests and benches.
pub trait DetectionModel: Send {
    /// S, the side of the input in pixels.
    fn image_size(&self) -> usize;
    /// The device's name.
    fn device(&self) -> String;
    /// One detection per input.
    fn detect(&self, inputs: &[ModelInput], observer: &dyn Observer)
    -> Result<Vec<Detection>, DetectorError>;
    /// As [`Self::detect`], each with what other prompts make of it, where the model has such.
    fn detect_paired(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<PairedDetection>, DetectorError> {
        let alone = |detection| PairedDetection {
            detection,
            compared: None,
        };
        Ok(self.detect(inputs, observer)?.into_iter().map(alone).collect())
    }
}

/// A detection, and what other prompts make of the same picture.
#[derive(Debug, Clone)]
pub struct PairedDetection {
    /// By the model's own prompts.
    pub detection: Detection,
    /// By those that are compared with.
    pub compared: Option<Detection>,
}

/// Loads the model when the first request needs it, and again after a failure.
pub type ModelLoader = Box<dyn FnMut() -> Result<Box<dyn DetectionModel>, DetectionFailure> + Send>;

/// Called from the worker's thread, and from the caller's for a request that never reached it.
pub type DetectionReport = Box<dyn Fn(DetectionEvent) + Send + Sync>;

/// The model of `files` on the device that `device` and `dtype` name.
pub fn model_loader(
    files: ModelFiles,
    settings: DetectorSettings,
    device: DeviceChoice,
    dtype: DtypeChoice,
) -> ModelLoader {
    Box::new(move || {
        let placement = device.place(dtype)?;
        Ok(Box::new(Detector::load(&files, settings.clone(), &placement)?))
    })
}

impl DetectionModel for Detector {
    fn image_size(&self) -> usize {
        self.settings().image_size
    }
    fn device(&self) -> String {
        device_name(Detector::device(self))
    }
    fn detect(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<Detection>, DetectorError> {
        Detector::detect(self, inputs, observer)
    }
}

/// The handle to the thread. Dropping it cancels what runs and lets the thread end by itself.
pub struct DetectionWorker {
    waiting: Arc<Newest<Job>>,
    report: Arc<DetectionReport>,
    current: Mutex<Option<CancelSource>>,
}

struct Job {
    request: DetectionRequest,
    cancel: CancelToken,
}

impl DetectionWorker {
    /// Starts the thread. The model is not loaded before the first request.
    pub fn spawn(load: ModelLoader, report: DetectionReport) -> std::io::Result<Self> {
        let waiting = Arc::new(Newest::default());
        let report = Arc::new(report);
        let mut shift = Shift {
            load,
            model: None,
            report: report.clone(),
        };
        let jobs: Arc<Newest<Job>> = waiting.clone();
        std::thread::Builder::new()
            .name("detection".to_owned())
            .spawn(move || {
                while let Some(job) = jobs.take() {
                    shift.run(&job);
                }
            })?;
        Ok(Self {
            waiting,
            report,
            current: Mutex::new(None),
        })
    }

    /// Asks for a detection; whatever ran or waited before is cancelled.
    pub fn submit(&self, request: DetectionRequest) {
        let source = CancelSource::new();
        let cancel = source.token();
        self.set_current(Some(source));
        if let Some(superseded) = self.waiting.put(Job { request, cancel }) {
            self.report_cancelled(&superseded);
        }
    }

    /// Cancels what runs and what waits.
    pub fn cancel(&self) {
        self.set_current(None);
        if let Some(job) = self.waiting.withdraw() {
            self.report_cancelled(&job);
        }
    }

    /// The source that this replaces cancels its job by being dropped.
    fn set_current(&self, source: Option<CancelSource>) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = source;
    }

    fn report_cancelled(&self, job: &Job) {
        (self.report)(DetectionEvent::Cancelled { id: job.request.id });
    }
}

impl Drop for DetectionWorker {
    fn drop(&mut self) {
        self.set_current(None);
        if let Some(job) = self.waiting.close() {
            self.report_cancelled(&job);
        }
    }
}

/// What the thread owns.
struct Shift {
    load: ModelLoader,
    model: Option<Box<dyn DetectionModel>>,
    report: Arc<DetectionReport>,
}

impl Shift {
    fn run(&mut self, job: &Job) {
        let id = job.request.id;
        let result = catch_unwind(AssertUnwindSafe(|| self.detect(job)))
            .unwrap_or_else(|payload| Err(DetectionFailure::Panicked(panic_message(payload.as_ref()))));
        let event = match result {
            Ok(outcome) => DetectionEvent::Done {
                id,
                outcome: Arc::new(outcome),
            },
            Err(DetectionFailure::Model(DetectorError::Cancelled)) => DetectionEvent::Cancelled { id },
            Err(failure) => DetectionEvent::Failed { id, failure },
        };
        (self.report)(event);
    }

    fn detect(&mut self, job: &Job) -> Result<DetectionOutcome, DetectionFailure> {
        let watch = Watch {
            id: job.request.id,
            cancel: &job.cancel,
            report: &self.report,
        };
        watch.checkpoint()?;
        let model = match &mut self.model {
            Some(model) => model,
            empty => {
                watch.stage(DetectionStage::LoadingModel);
                empty.insert((self.load)()?)
            }
        };
        watch.checkpoint()?;
        watch.stage(DetectionStage::Decoding);
        let started = Instant::now();
        let picture = picture::open(&job.request.path, &Limits::default())?;
        let input = ModelInput::new(&picture, model.image_size());
        let decode = started.elapsed();
        watch.checkpoint()?;
        let mut detections = model.detect_paired(&[input], &watch)?;
        match detections.pop() {
            Some(found) if detections.is_empty() => Ok(DetectionOutcome {
                detection: found.detection,
                compared: found.compared,
                notes: picture.notes().to_vec(),
                decode,
                device: model.device(),
            }),
            last => Err(DetectionFailure::Count(
                detections.len() + usize::from(last.is_some()),
            )),
        }
    }
}

/// The job's view of who asked: progress goes out, cancelling comes in.
struct Watch<'a> {
    id: RequestId,
    cancel: &'a CancelToken,
    report: &'a DetectionReport,
}

impl Watch<'_> {
    fn stage(&self, stage: DetectionStage) {
        (self.report)(DetectionEvent::Progress { id: self.id, stage });
    }

    fn checkpoint(&self) -> Result<(), DetectorError> {
        match self.cancel.is_cancelled() {
            true => Err(DetectorError::Cancelled),
            false => Ok(()),
        }
    }
}

impl Observer for Watch<'_> {
    fn progress(&self, done: usize, total: usize) {
        self.stage(DetectionStage::Vision { done, total });
    }
    fn cancel(&self) -> CancelToken {
        self.cancel.clone()
    }
}

/// The text that a panic carried.
pub fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests;
