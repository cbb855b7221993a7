//! The folder of a run: what it was begun with, what it did, what it needs to go on, and whether it is alive.
//!
//! | file | holds |
//! | --- | --- |
//! | `run.toml` | the record: settings, inputs by hash, machine, times, epochs |
//! | `metrics.jsonl` | a line a step, only ever appended to |
//! | `checkpoints/epoch_N.safetensors` | the prompts after epoch N |
//! | `resume.safetensors` | parameters, moments and place, to go on from |
//! | `log.txt` | what was said, with times |
//! | `heartbeat` | process and time, renewed every few seconds while it lives |

mod clock;
mod folder;
mod heartbeat;
mod metrics_log;
mod record;
mod resume_state;

pub use clock::{now, rfc3339};
pub use folder::{RunFolder, RunLog};
pub use heartbeat::{Heartbeat, Pulse};
pub use metrics_log::MetricsLog;
pub use record::{
    BackboneRecord, DatasetRecord, EpochRecord, FeatureRecord, HardwareRecord, ProgramRecord, PromptsRecord,
    RunRecord, RunStatus, RunTimes, SCHEMA,
};
pub use resume_state::{Place, ResumeState};
