//! `meta.json`, the index file that the released scripts write and the released loader reads.

mod any_shape;
mod error;
mod file;
mod import;
mod name_bytes;
mod python_json;
mod resolve;
mod tally;
mod write;

pub use error::{MetaError, WriteMetaError};
pub(super) use import::{Imported, import};
pub use write::{WriteMeta, meta_text, write_meta};

/// Its name, in the root.
pub const META_NAME: &str = "meta.json";
