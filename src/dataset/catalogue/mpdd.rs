//! MPDD.

use super::{Description, KnownCounts, Packaging, Signature};
use crate::dataset::layout::{ClassFolders, Layout, LoosePictures, MVTEC_PHASES, Phased};

/// MPDD, metal parts.
pub const MPDD: Description = Description {
    id: "mpdd",
    title: "MPDD",
    folder_names: &["MPDD"],
    family: "mpdd",
    classes: &[
        "bracket_black",
        "bracket_brown",
        "bracket_white",
        "connector",
        "metal_plate",
        "tubes",
    ],
    script_order: &[],
    has_normals: true,
    has_masks: true,
    counts: &[KnownCounts::only(176, 282, Some(888))],
    class_counts: &[],
    page: "https://github.com/stepanje/MPDD",
    licence: "CC BY-NC-SA 4.0",
    tree: "<class>/train/good/000.png\n<class>/test/good/000.png\n<class>/test/<species>/000.png\n\
           <class>/ground_truth/<species>/000_mask.png\n",
    packagings: &[Packaging {
        name: "reference layout",
        layout: Layout::Phased(Phased {
            classes: ClassFolders::OfTheirName,
            phases: MVTEC_PHASES,
            normals: &["good"],
            proof: &[],
            named_species: true,
            loose: LoosePictures::LeftOut,
        }),
        signature: Signature::Structure,
        caution: "",
    }],
    leave_out: &[],
};
