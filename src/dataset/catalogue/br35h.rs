//! Br35H.

use super::{Description, KnownCounts, Packaging, Signature, adaclip};
use crate::dataset::layout::{AnomalousFolders, Layout, SpeciesFolders};

/// Br35H, tumours.
pub const BR35H: Description = Description {
    id: "br35h",
    title: "Br35H",
    folder_names: &["br35", "brain-tumor-detection"],
    family: "head_ct",
    classes: &["brain"],
    script_order: &[],
    has_normals: true,
    has_masks: false,
    counts: &[KnownCounts::only(1500, 1500, None)],
    class_counts: &[],
    page: "https://www.kaggle.com/datasets/ahmedhamada0/brain-tumor-detection",
    licence: "unclear (Kaggle)",
    tree: "no/*.jpg\nyes/*.jpg\n",
    packagings: &[
        Packaging {
            name: "reference layout",
            layout: Layout::Species(SpeciesFolders {
                normals: &["no"],
                anomalous: AnomalousFolders::Named(&["yes"]),
                inner: &[],
                masks: &[],
            }),
            signature: Signature::Suggested(&["pred", "Br35H-Mask-RCNN"]),
            caution: "",
        },
        adaclip(&["br35h"]),
    ],
    leave_out: &[
        (
            "pred",
            "unlabelled images: the released script counts them as anomalous",
        ),
        (
            "Br35H-Mask-RCNN",
            "another task's split of the same images; no part of the benchmark",
        ),
    ],
};
