//! CVC-ClinicDB.

use super::{Description, IMAGES_MASKS, KnownCounts, Packaging, Signature, adaclip};
use crate::dataset::layout::{ImageFolders, Layout, MaskedSet, Paired};
use crate::dataset::{Label, Split};

/// CVC-ClinicDB, polyps.
pub const CVC_CLINICDB: Description = Description {
    id: "cvc-clinicdb",
    title: "CVC-ClinicDB",
    folder_names: &["ClinicDB"],
    family: "colon",
    classes: &["colon"],
    script_order: &[],
    has_normals: false,
    has_masks: true,
    counts: &[
        KnownCounts::only(0, 612, None),
        KnownCounts {
            name: "PraNet's TestDataset",
            normal: 0,
            anomalous: 62,
            train_normals: None,
            caution: "62 images are PraNet's TestDataset; the benchmark has all 612",
        },
    ],
    class_counts: &[],
    page: "https://polyp.grand-challenge.org/CVCClinicDB/",
    licence: "research use",
    tree: "images/*.png\nmasks/*.png\n",
    packagings: &[
        Packaging {
            name: "reference layout",
            layout: IMAGES_MASKS,
            signature: Signature::Marked(&[]),
            caution: "",
        },
        Packaging {
            name: "official download",
            layout: ORIGINAL,
            signature: Signature::Structure,
            caution: "",
        },
        Packaging {
            name: "Kaggle packaging",
            layout: ORIGINAL_BY_FORMAT,
            signature: Signature::Structure,
            caution: "",
        },
        adaclip(&["ClinicDB"]),
    ],
    leave_out: &[("TIF", "the pictures of PNG/ once more")],
};

const ORIGINAL: Layout = Layout::Paired(Paired {
    sets: &[MaskedSet {
        split: Split::Test,
        images: ImageFolders::Named(&["Original"]),
        masks: &["Ground Truth", "Ground_Truth", "GroundTruth"],
        in_reference: true,
    }],
    unmasked: Some(Label::Anomalous),
});

const ORIGINAL_BY_FORMAT: Layout = Layout::Paired(Paired {
    sets: &[MaskedSet {
        split: Split::Test,
        images: ImageFolders::Named(&["PNG/Original", "TIF/Original"]),
        masks: &["PNG/Ground Truth", "TIF/Ground Truth"],
        in_reference: true,
    }],
    unmasked: Some(Label::Anomalous),
});
