//! What every long job has in common, training and evaluation alike: a folder of its own that a process holds, that
//! outlives the process and the terminal, and that anybody may look into meanwhile.
//!
//! | file | holds |
//! | --- | --- |
//! | `run.toml` | the record: settings, inputs by hash, machine, times |
//! | `metrics.jsonl` | a line a step, only ever appended to |
//! | `log.txt` | what was said, with times; locked by the process that works |
//! | `output.txt` | what a detached process wrote to stdout and stderr |
//! | `heartbeat` | process, host and time, renewed every few seconds while it lives |
//!
//! Each kind of run adds files of its own and decides what its record holds beyond [`RunHead`].

mod changes;
mod clock;
mod control;
mod detach;
mod error;
mod folder;
pub mod follow;
mod heartbeat;
mod inputs;
mod kind;
mod line_log;
mod listing;
mod log_end;
mod paths;
mod pause;
mod place;
mod process;
mod record;
mod state;

pub use changes::Changes;
pub use clock::{now, rfc3339};
pub use control::{Request, ask};
pub use detach::{Detached, detach};
pub use error::{RunError, is_disk_full};
pub use folder::{RunFolder, RunLog};
pub use heartbeat::{Heartbeat, Pulse};
pub use inputs::{absolute, file_name, hash};
pub use kind::{RunKind, RunStatus};
pub use line_log::{LineLog, Numbered};
pub use listing::{RunSummary, runs_in};
pub use log_end::{last_lines, last_words};
pub use paths::RunPaths;
pub use pause::Pause;
pub use place::{default_runs_folder, find_run, is_bare_name, place_for_new};
pub use process::{Presence, host, is_detached, leave_terminal};
pub use record::{
    BackboneRecord, DatasetRecord, HardwareRecord, ProgramRecord, PromptsRecord, Reading, RunHead, RunTimes,
    SCHEMA, identity, read_record, write_record,
};
pub use state::RunState;
