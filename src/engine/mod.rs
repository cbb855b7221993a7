//! Jobs over many pictures: decoding ahead of the tower, progress, cancelling, workers.

mod device;
mod model_choice;

pub use device::{DeviceChoice, DeviceError, DtypeChoice, device_name};
pub use model_choice::{ModelChoice, ModelChoiceError};
