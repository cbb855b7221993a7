//! Endo.

use super::{Description, KnownCounts, Packaging, Signature, adaclip};
use crate::dataset::layout::{ImageFolders, Layout, MaskedSet, Paired};
use crate::dataset::{Label, Split};

/// EndoTect 2020, the test set of its segmentation task: polyps.
pub const ENDO: Description = Description {
    id: "endo",
    title: "Endo",
    folder_names: &[
        "EndoTect",
        "EndoTect_2020",
        "EndoTect_2020_Segmentation_Test_Dataset",
    ],
    family: "colon",
    classes: &["colon"],
    script_order: &[],
    has_normals: false,
    has_masks: true,
    counts: &[KnownCounts::only(0, 200, None)],
    class_counts: &[],
    page: "https://endotect.com/",
    licence: "research use",
    tree: "images/*.jpg\nmasks/*.jpg\n",
    packagings: &[
        Packaging {
            name: "reference layout",
            layout: Layout::Paired(Paired {
                sets: &[MaskedSet {
                    split: Split::Test,
                    images: ImageFolders::EveryOther { normals: &["good"] },
                    masks: &["masks"],
                    in_reference: true,
                }],
                unmasked: Some(Label::Anomalous),
            }),
            signature: Signature::Marked(&[]),
            caution: "",
        },
        adaclip(&["endo"]),
    ],
    leave_out: &[],
};
