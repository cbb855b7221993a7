//! Jobs over many pictures: decoding ahead of the tower, progress, cancelling, workers.

mod detection_worker;
mod device;
mod model_choice;
mod newest;

pub use detection_worker::{
    DetectionEvent, DetectionFailure, DetectionModel, DetectionOutcome, DetectionReport, DetectionRequest,
    DetectionStage, DetectionWorker, ModelLoader, RequestId, model_loader, panic_message,
};
pub use device::{DeviceChoice, DeviceError, DtypeChoice, device_name};
pub use model_choice::{ModelChoice, ModelChoiceError};
pub use newest::Newest;
