//! Datasets: a folder understood as samples with masks, classes and labels, whatever packaging it came in.
//!
//! [`open`] is the one way in: it recognises the packaging, pairs images with masks, and says what it left out and
//! why. It reads and never writes into the dataset.

mod cache;
pub mod catalogue;
pub mod demo;
mod error;
mod fingerprint;
pub mod health;
mod index;
mod kinds;
pub mod layout;
mod meta;
mod open;
mod options;
mod pairing;
mod sample;
mod scan;
mod tree;

pub use cache::IndexCache;
pub use error::DatasetError;
pub use index::{Capabilities, DatasetIndex, Exclusion, IndexWarning};
pub use kinds::kinds_of_folders;
pub use meta::{META_NAME, MetaError, WriteMeta, WriteMetaError, meta_text, write_meta};
pub use open::{open, open_with_cache};
pub use options::{CachePolicy, IndexOptions, Pairing};
pub use sample::{Label, Sample, Split};
pub use scan::{Scan, scan};
pub use tree::{FileEntry, Folder, Tree};
