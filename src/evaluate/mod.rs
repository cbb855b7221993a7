//! Evaluation: detections against ground truth.

mod maps_file;
pub mod metrics;

pub use maps_file::{MapsFile, MapsFileError};
