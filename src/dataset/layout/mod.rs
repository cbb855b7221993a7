//! Interpreters of the ways in which datasets are laid out. Each reads a [`Place`] as its description says; the
//! generic packagings are descriptions too.

mod flat;
mod generic;
mod harvest;
mod label_folders;
mod label_table;
mod labels_beside;
mod paired;
mod phased;
mod place;
mod species;
mod split_table;
mod sweep;
mod table;

pub use flat::read_flat;
pub use generic::{GENERIC, Generic};
pub use harvest::{Harvest, Task};
pub use label_folders::LabelFolders;
pub use label_table::LabelTable;
pub use labels_beside::LabelsBeside;
pub use paired::{ImageFolders, MaskedSet, Paired};
pub use phased::{ClassFolders, LoosePictures, MVTEC_PHASES, MaskFolders, Phase, Phased};
pub use place::{Place, forward_slashes};
pub use species::{AnomalousFolders, SpeciesFolders};
pub use split_table::SplitTable;
pub use sweep::{LeaveOut, sweep};

use super::{DatasetError, Exclusion, IndexWarning, Sample};
use std::path::PathBuf;

/// A folder, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognised {
    /// An identifier of the catalogue or of a generic packaging.
    pub kind: &'static str,
    /// Which packaging, and which variant where the numbers of images tell.
    pub variant: String,
    /// In the order of the report: class, species, name.
    pub test: Vec<Sample>,
    /// Likewise.
    pub train: Vec<Sample>,
    /// What is no part of it, by path.
    pub excluded: Vec<Exclusion>,
    /// What the user should know.
    pub warnings: Vec<IndexWarning>,
}

/// A way of laying out a dataset, with what varies between datasets.
#[derive(Debug)]
pub enum Layout {
    /// Class folders with phases with species, masks in a parallel tree.
    Phased(Phased),
    /// Folders of images, each with a folder of masks.
    Paired(Paired),
    /// Folders that are species.
    Species(SpeciesFolders),
    /// A table names every image, its split, label and mask.
    SplitTable(SplitTable),
    /// One folder of images and a table of their labels.
    LabelTable(LabelTable),
    /// Class folders with phases of images, masks of the anomalous ones in a folder inside.
    LabelFolders(LabelFolders),
    /// A mask beside every image; what is in it says whether the image is normal.
    LabelsBeside(LabelsBeside),
}

/// How a place fits a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The folders that would be read, relative to the root.
    pub folders: Vec<PathBuf>,
}

impl Layout {
    /// Whether `place` is laid out like this; only names are looked at.
    pub fn fit(&self, place: &Place, task: &Task) -> Option<Fit> {
        let folders = match self {
            Self::Phased(layout) => layout.folders(place, task),
            Self::Paired(layout) => layout.folders(place),
            Self::Species(layout) => layout.folders(place),
            Self::SplitTable(layout) => layout.folders(place),
            Self::LabelTable(layout) => layout.folders(place, task),
            Self::LabelFolders(layout) => layout.folders(place, task),
            Self::LabelsBeside(layout) => layout.folders(place),
        };
        (!folders.is_empty()).then_some(Fit { folders })
    }

    /// Reads a place that fits.
    pub fn read(&self, place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
        match self {
            Self::Phased(layout) => layout.read(place, task),
            Self::Paired(layout) => layout.read(place, task),
            Self::Species(layout) => layout.read(place, task),
            Self::SplitTable(layout) => layout.read(place, task),
            Self::LabelTable(layout) => layout.read(place, task),
            Self::LabelFolders(layout) => layout.read(place, task),
            Self::LabelsBeside(layout) => layout.read(place, task),
        }
    }
}
