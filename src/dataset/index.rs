//! What was understood of a folder.

use super::{Label, Sample, Split};
use std::path::{Path, PathBuf};

/// A dataset, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetIndex {
    /// Which dataset: an identifier of the catalogue (`mvtec`, `visa`, `ksdd` …) or of a generic packaging.
    pub kind: &'static str,
    /// Which packaging and which variant of it, in words that tell two results apart (`reference layout`,
    /// `AdaCLIP 286/54`).
    pub variant: String,
    /// The folder, absolute.
    pub root: PathBuf,
    /// sha256 over the sorted lines of path, size, label and mask: names this content in records.
    pub fingerprint: String,
    /// In the order of the report: class, species, name.
    pub test: Vec<Sample>,
    /// Likewise.
    pub train: Vec<Sample>,
    /// What lies in the folder and is no part of the dataset.
    pub excluded: Vec<Exclusion>,
    /// What the user should know.
    pub warnings: Vec<IndexWarning>,
}

/// A file or folder that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Relative to the root.
    pub path: PathBuf,
    /// Why, in a few words.
    pub reason: String,
}

/// Something to know before trusting the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexWarning {
    /// What it is about, relative to the root; the root itself when empty.
    pub path: PathBuf,
    /// The whole sentence: what was found, what it means, what to do.
    pub message: String,
}

/// Which metrics the samples of a split can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Some samples are normal.
    pub has_normals: bool,
    /// Some samples are anomalous.
    pub has_anomalies: bool,
    /// Some samples have masks.
    pub has_masks: bool,
}

impl DatasetIndex {
    /// The samples of a split.
    pub fn samples(&self, split: Split) -> &[Sample] {
        match split {
            Split::Test => &self.test,
            Split::Train => &self.train,
        }
    }

    /// The file behind a sample's path.
    pub fn locate(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }

    /// What the samples of a split allow.
    pub fn capabilities(&self, split: Split) -> Capabilities {
        let samples = self.samples(split);
        let any = |label| samples.iter().any(|sample| sample.label == Some(label));
        Capabilities {
            has_normals: any(Label::Normal),
            has_anomalies: any(Label::Anomalous),
            has_masks: samples.iter().any(|sample| sample.mask.is_some()),
        }
    }
}
