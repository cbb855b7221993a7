//! Jobs over many pictures: decoding ahead of the tower, progress, cancelling, workers.

mod batch;
mod batch_pipeline;
mod device;
mod model_choice;

pub use batch::{BatchError, BatchEvent, BatchRun, PictureFailure, PictureResult};
pub use device::{DeviceChoice, DeviceError, DtypeChoice, device_name};
pub use model_choice::{ModelChoice, ModelChoiceError, models_folders};
