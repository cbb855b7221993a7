//! The packagings that are no known dataset's.

use super::{
    AnomalousFolders, ClassFolders, ImageFolders, Layout, LoosePictures, MVTEC_PHASES, MaskedSet, Paired,
    Phased, SpeciesFolders,
};
use crate::dataset::Split;

/// A packaging that says what a dataset looks like and not which one it is.
#[derive(Debug)]
pub struct Generic {
    /// Its name in options and records.
    pub id: &'static str,
    /// What it looks like, for people.
    pub title: &'static str,
    /// How to read it; nothing takes every picture as it is.
    pub layout: Option<Layout>,
    /// Drawn for people; lines end in `\n`.
    pub tree: &'static str,
}

/// Tried in this order; the last takes anything.
pub const GENERIC: &[Generic] = &[
    Generic {
        id: "mvtec-like",
        title: "classes in MVTec's layout",
        layout: Some(Layout::Phased(Phased {
            classes: ClassFolders::Any,
            phases: MVTEC_PHASES,
            normals: NORMALS,
            proof: &[],
            named_species: true,
            loose: LoosePictures::LeftOut,
        })),
        tree: "<class>/train/good/*.png\n<class>/test/good/*.png\n<class>/test/<species>/*.png\n\
               <class>/ground_truth/<species>/*_mask.png\n",
    },
    Generic {
        id: "folders",
        title: "a folder of normal images, the others anomalous",
        layout: Some(Layout::Species(SpeciesFolders {
            normals: NORMALS,
            anomalous: AnomalousFolders::Rest,
            inner: &[],
            masks: MASKS,
        })),
        tree: "good|normal|ok|no/*.png\n<species>/*.png\nground_truth|masks/<species>/*_mask.png (may be missing)\n",
    },
    Generic {
        id: "images-masks",
        title: "a folder of images and a folder of masks",
        layout: Some(Layout::Paired(Paired {
            sets: &[MaskedSet {
                split: Split::Test,
                images: ImageFolders::Named(&["images", "image", "imgs", "img"]),
                masks: MASKS,
                in_reference: true,
            }],
            unmasked: None,
        })),
        tree: "images/*.png\nmasks/*.png\n",
    },
    Generic {
        id: "flat",
        title: "pictures, unlabelled",
        layout: None,
        tree: "*.png\n<class>/*.png\n",
    },
];

const NORMALS: &[&str] = &["good", "normal", "ok", "no"];

const MASKS: &[&str] = &["masks", "mask", "ground_truth", "groundtruth", "gt", "labels"];
