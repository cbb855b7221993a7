//! Sessions: what was looked at, with what, and what came out, in a file that somebody else can check and do again.
//!
//! A session is one TOML file ([`Session`], [`SCHEMA`]). Pictures are named relative to the dataset's root and by
//! sha256, models by sha256; neither is in the file. From it come
//!
//! * [`verify`]: whether every input is still what it was,
//! * [`replay`]: every score, map and metric computed again and compared,
//! * [`diff`]: two sessions beside each other,
//! * [`export()`] and [`import()`]: one file for another machine,
//! * [`report`]: Markdown with pictures.
//!
//! [`Draft`] makes a session of what a program holds; [`Capture`] runs the model over its pictures. A [`Sources`] says
//! where on this machine the inputs of a session lie.

mod archive;
mod capture;
mod change;
mod command_line;
mod diff;
mod draft;
mod error;
mod export;
mod file;
mod images;
mod import;
mod inputs;
mod listing;
mod measure;
mod place;
mod protocol;
mod record;
mod redact;
mod replay;
mod report;
mod sources;
mod verdict;
mod verify;

pub use capture::{Capture, CaptureEvent, Captured};
pub use change::Change;
pub use command_line::command_line;
pub use diff::{Difference, ScorePair, ValuePair, diff};
pub use draft::Draft;
pub use error::SessionError;
pub use export::{ExportOptions, Exported, export};
pub use file::{Opened, SCHEMA, open, write};
pub use images::{ImageRecord, MapRecord};
pub use import::{ImportOptions, Imported, import};
pub use inputs::hash_inputs;
pub use listing::{SessionSummary, sessions_in};
pub use measure::measure_scores;
pub use place::{default_sessions_folder, find_session, place_for_session, sessions_folders};
pub use record::{DatasetSource, ModelRecord, Session, SessionDataset, SessionKind, Thresholds};
pub use redact::{Redaction, redact};
pub use replay::{ReplayOptions, replay};
pub use report::{Overlay, report};
pub use sources::{Located, Overrides, Sources};
pub use verdict::{MapVerdict, MetricReplay, PictureReplay, PictureVerdict, Replay, Tolerance};
pub use verify::{Verification, verify};
