//! The folder of a training run: beside what [every run](crate::run) has,
//!
//! | file | holds |
//! | --- | --- |
//! | `checkpoints/epoch_N.safetensors` | the prompts after epoch N |
//! | `checkpoints/best.safetensors` | a copy of the one that did best on another dataset, where there is one |
//! | `validation.jsonl` | what the epochs reached on it, a line each |
//! | `resume.safetensors` | parameters, moments and place, to go on from |

mod paths;
mod record;
mod resume_state;

pub use paths::TrainPaths;
pub use record::{EpochRecord, FeatureRecord, TrainRecord, ValidationRecord};
pub use resume_state::{Place, ResumeState};
