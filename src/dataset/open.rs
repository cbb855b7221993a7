//! From a folder to an index.

use super::{DatasetError, DatasetIndex, IndexOptions};
use std::path::Path;

/// Understands what lies below `root`.
///
/// # Errors
/// When the root cannot be read, is not the kind that the user named, or holds an index file that cannot be used.
/// Problems with single files are warnings and exclusions of the index instead.
pub fn open(root: &Path, _options: &IndexOptions) -> Result<DatasetIndex, DatasetError> {
    let unreadable = |source| DatasetError::Unreadable {
        path: crate::base::printable_path(root),
        source,
    };
    let root = root.canonicalize().map_err(unreadable)?;
    Ok(DatasetIndex {
        kind: "flat",
        variant: String::new(),
        root,
        fingerprint: String::new(),
        test: Vec::new(),
        train: Vec::new(),
        excluded: Vec::new(),
        warnings: Vec::new(),
    })
}
