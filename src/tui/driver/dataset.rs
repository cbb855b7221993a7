//! From the path the user named to a collection: a folder is understood as a dataset, one picture is a collection of
//! one.

use crate::base::CancelToken;
use crate::dataset::{DatasetError, DatasetIndex, IndexOptions, Sample, open as open_index};
use crate::tui::collection::Collection;
use std::fs;
use std::path::Path;

/// Opens a folder or a picture; its first sample gets the number `first`.
///
/// # Errors
/// When it cannot be read or understood, or somebody cancels.
pub fn open(root: &Path, first: usize, cancel: CancelToken) -> Result<Collection, DatasetError> {
    if fs::metadata(root).is_ok_and(|metadata| metadata.is_file()) {
        return Ok(Collection::numbered_from(single(root), first));
    }
    let options = IndexOptions {
        cancel,
        ..IndexOptions::default()
    };
    open_index(root, &options).map(|index| Collection::numbered_from(index, first))
}

/// One picture, whatever its name.
fn single(path: &Path) -> DatasetIndex {
    let sample = Sample {
        image: path.file_name().map_or(path, Path::new).into(),
        mask: None,
        class: "".into(),
        species: "".into(),
        label: None,
    };
    DatasetIndex {
        kind: "flat",
        variant: String::new(),
        root: path.parent().unwrap_or(Path::new("")).to_owned(),
        fingerprint: String::new(),
        test: vec![sample],
        train: Vec::new(),
        excluded: Vec::new(),
        warnings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::collection::SampleId;

    #[test]
    fn one_picture_is_a_collection_of_one_under_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("no-extension");
        fs::write(&file, b"x").unwrap();
        let collection = open(&file, 0, CancelToken::never()).unwrap();
        assert_eq!(collection.len(), 1);
        assert_eq!(collection.path(SampleId(0)), Some(file));
        assert_eq!(collection.name(SampleId(0)), "no-extension");
        assert!(open(&folder.path().join("none"), 0, CancelToken::never()).is_err());
    }
}
