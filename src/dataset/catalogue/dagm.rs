//! DAGM.

use super::{Description, KnownCounts, Packaging, Signature};
use crate::dataset::Split;
use crate::dataset::layout::{LabelFolders, Layout};

/// DAGM 2007, textures.
pub const DAGM: Description = Description {
    id: "dagm",
    title: "DAGM",
    folder_names: &["DAGM", "DAGM2007", "DAGM_KaggleUpload"],
    family: "DAGM_KaggleUpload",
    classes: &[
        "Class1", "Class2", "Class3", "Class4", "Class5", "Class6", "Class7", "Class8", "Class9", "Class10",
    ],
    script_order: &[],
    has_normals: true,
    has_masks: true,
    counts: &[KnownCounts::only(6996, 1054, None)],
    class_counts: &[],
    page: "https://www.kaggle.com/datasets/mhskjelvareid/dagm-2007-competition-dataset-optical-inspection",
    licence: "unclear (competition data): do not pass on",
    tree: "Class1/Train/0576.PNG\nClass1/Train/Label/0576_label.PNG\nClass1/Test/0001.PNG\n\
           Class1/Test/Label/0001_label.PNG\n",
    packagings: &[Packaging {
        name: "reference layout",
        layout: Layout::LabelFolders(LabelFolders {
            phases: &[("Train", Split::Train), ("Test", Split::Test)],
            masks: "Label",
            suffix: ".PNG",
        }),
        signature: Signature::Structure,
        caution: "",
    }],
    leave_out: &[],
};
