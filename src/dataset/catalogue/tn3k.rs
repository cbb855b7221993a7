//! TN3K.

use super::{Description, KnownCounts, Packaging, Signature, adaclip};
use crate::dataset::layout::{ImageFolders, Layout, MaskedSet, Paired};
use crate::dataset::{Label, Split};

/// TN3K, thyroid nodules.
pub const TN3K: Description = Description {
    id: "tn3k",
    title: "TN3K",
    folder_names: &["Thyroid Dataset"],
    family: "thyroid",
    classes: &["thyroid"],
    script_order: &[],
    has_normals: false,
    has_masks: true,
    counts: &[KnownCounts::only(0, 614, None)],
    class_counts: &[],
    page: "https://github.com/haifangong/TRFE-Net-for-thyroid-nodule-segmentation",
    licence: "academic use",
    tree: "test-image/*.jpg\ntest-mask/*.jpg\ntrainval-image/*.jpg\ntrainval-mask/*.jpg\n",
    packagings: &[
        Packaging {
            name: "reference layout",
            layout: Layout::Paired(Paired {
                sets: &[
                    MaskedSet {
                        split: Split::Train,
                        images: ImageFolders::Named(&["trainval-image"]),
                        masks: &["trainval-mask"],
                        in_reference: false,
                    },
                    MaskedSet {
                        split: Split::Test,
                        images: ImageFolders::Named(&["test-image"]),
                        masks: &["test-mask"],
                        in_reference: true,
                    },
                ],
                unmasked: Some(Label::Anomalous),
            }),
            signature: Signature::Structure,
            caution: "",
        },
        adaclip(&["tn3k"]),
    ],
    leave_out: &[],
};
