//! Images of one folder whose names differ in the ending only: a mask paired by stem fits them all.

use super::{Check, Finding};
use crate::dataset::{Sample, Split};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub(super) fn same_stems(samples: &[(Split, &Sample)]) -> Vec<Finding> {
    let mut stems: HashMap<PathBuf, &Path> = HashMap::new();
    let mut findings = Vec::new();
    for (_, sample) in samples {
        let stem = sample.image.with_extension("");
        match stems.get(&stem) {
            Some(first) if **first != *sample.image => {
                let name = first.file_name().unwrap_or_default();
                let message = format!(
                    "shares its name but for the ending with {}: they may be one image twice, and a mask found by \
                     name fits both",
                    crate::base::printable_path(Path::new(name))
                );
                findings.push(Finding::note(Check::SameStem, &sample.image, message));
            }
            Some(_) => {}
            None => {
                stems.insert(stem, &sample.image);
            }
        }
    }
    findings
}
