//! One image of a dataset and what is known about it.

use std::path::Path;
use std::sync::Arc;

/// The two halves of a benchmark. The protocol evaluates on `test`, and trains on the `test` half of another dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Split {
    /// What is reported, and what prompts are trained on.
    Test,
    /// Normal images in most datasets; unused by the zero-shot protocol.
    Train,
}

/// What the dataset says about an image. It comes from the folder or the index file, never from the mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// 0.
    Normal,
    /// 1.
    Anomalous,
}

/// One image. Paths are relative to the dataset's root, or absolute where the user allowed paths outside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The image.
    pub image: Box<Path>,
    /// Its mask. An anomalous sample may have none: its ground truth is then an empty mask, as in the reference.
    pub mask: Option<Box<Path>>,
    /// The class that metrics are averaged over.
    pub class: Arc<str>,
    /// The kind of defect, by the name of its folder; `good` or the like for normal samples, empty where a dataset
    /// has no such folders.
    pub species: Arc<str>,
    /// `None` where nobody says: a folder of pictures.
    pub label: Option<Label>,
}

impl Split {
    /// Its name in `meta.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Train => "train",
        }
    }
}

impl Label {
    /// The number in `meta.json`.
    pub fn number(self) -> u8 {
        match self {
            Self::Normal => 0,
            Self::Anomalous => 1,
        }
    }
}
