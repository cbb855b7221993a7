//! Evaluation: detections against ground truth.

mod baseline;
mod maps_file;
mod method;
pub mod metrics;
pub mod protocol;
pub mod published;
pub mod tables;

pub use baseline::ClipBaseline;
pub use maps_file::{MapsFile, MapsFileError};
pub use method::{Method, Verdict};
