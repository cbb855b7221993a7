//! Datasets: a folder understood as samples with masks, classes and labels, whatever packaging it came in.
//!
//! [`open`] is the one way in: it recognises the packaging, pairs images with masks, and says what it left out and
//! why. It reads and never writes into the dataset.

pub mod demo;
mod error;
mod index;
mod open;
mod options;
mod sample;
mod tree;

pub use error::DatasetError;
pub use index::{Capabilities, DatasetIndex, Exclusion, IndexWarning};
pub use open::open;
pub use options::{CachePolicy, IndexOptions, Pairing};
pub use sample::{Label, Sample, Split};
pub use tree::{FileEntry, Folder, Tree};
