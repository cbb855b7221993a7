//! The folder of a training run: beside what [every run](crate::run) has,
//!
//! | file | holds |
//! | --- | --- |
//! | `checkpoints/epoch_N.safetensors` | the prompts after epoch N |
//! | `resume.safetensors` | parameters, moments and place, to go on from |

mod paths;
mod record;
mod resume_state;

pub use paths::TrainPaths;
pub use record::{EpochRecord, FeatureRecord, TrainRecord};
pub use resume_state::{Place, ResumeState};
