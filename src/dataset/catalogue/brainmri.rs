//! BrainMRI.

use super::{Description, KnownCounts, Packaging, Signature, adaclip};
use crate::dataset::layout::{AnomalousFolders, Layout, SpeciesFolders};

/// BrainMRI, tumours.
pub const BRAINMRI: Description = Description {
    id: "brainmri",
    title: "BrainMRI",
    folder_names: &[
        "brain_mri",
        "brain_tumor",
        "brain_tumor_dataset",
        "brain-mri-images-for-brain-tumor-detection",
    ],
    family: "head_ct",
    classes: &["brain"],
    script_order: &[],
    has_normals: true,
    has_masks: false,
    counts: &[KnownCounts::only(98, 155, None)],
    class_counts: &[],
    page: "https://www.kaggle.com/datasets/navoneel/brain-mri-images-for-brain-tumor-detection",
    licence: "unclear (Kaggle)",
    tree: "no/*\nyes/*\n",
    packagings: &[
        Packaging {
            name: "reference layout",
            layout: Layout::Species(SpeciesFolders {
                normals: &["no"],
                anomalous: AnomalousFolders::Named(&["yes"]),
                inner: &[],
                masks: &[],
            }),
            signature: Signature::Suggested(&["brain_tumor_dataset"]),
            caution: "",
        },
        adaclip(&["brain_mri", "brainmri"]),
    ],
    leave_out: &[(
        "brain_tumor_dataset",
        "a second copy of yes/ and no/, as the download has it",
    )],
};
