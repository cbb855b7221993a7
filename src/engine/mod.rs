//! Jobs over many pictures: decoding ahead of the tower, progress, cancelling, workers.

mod batch;
mod batch_pipeline;
mod compared;
mod detection_worker;
mod device;
pub mod evaluation;
mod model_choice;
mod newest;

pub use batch::{BatchError, BatchEvent, BatchRun, PictureFailure, PictureResult};
pub use compared::compared_loader;
pub use detection_worker::{
    DetectionEvent, DetectionFailure, DetectionModel, DetectionOutcome, DetectionReport, DetectionRequest,
    DetectionStage, DetectionWorker, ModelLoader, PairedDetection, RequestId, model_loader, panic_message,
};
pub use device::{DeviceChoice, DeviceError, DtypeChoice, device_name};
pub use model_choice::{ModelChoice, ModelChoiceError};
pub use newest::Newest;
