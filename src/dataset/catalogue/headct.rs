//! HeadCT.

use super::{Description, KnownCounts, Packaging, Signature, adaclip, anomalyclip};
use crate::dataset::layout::{LabelTable, Layout};

/// HeadCT, haemorrhages in slices of the head.
pub const HEADCT: Description = Description {
    id: "headct",
    title: "HeadCT",
    folder_names: &["head_ct", "head-ct-hemorrhage", "HeadCT_anomaly_detection"],
    family: "head_ct",
    classes: &["brain"],
    script_order: &[],
    has_normals: true,
    has_masks: false,
    counts: &[KnownCounts::only(100, 100, None)],
    class_counts: &[],
    page: "https://www.kaggle.com/datasets/felipekitamura/head-ct-hemorrhage",
    licence: "unclear (Kaggle)",
    tree: "labels.csv (number of the image, 0 or 1)\nbrain/000.png\n",
    packagings: &[
        Packaging {
            name: "reference layout",
            layout: Layout::LabelTable(LabelTable {
                images: &["brain"],
                table: "labels.csv",
                species: ["normal", "hemorrhage"],
            }),
            signature: Signature::Structure,
            caution: "",
        },
        Packaging {
            name: "official download",
            layout: Layout::LabelTable(LabelTable {
                images: &["head_ct/head_ct", "head_ct", ""],
                table: "labels.csv",
                species: ["normal", "hemorrhage"],
            }),
            signature: Signature::Structure,
            caution: "",
        },
        anomalyclip(&["brain"]),
        adaclip(&["headct", "head_ct"]),
    ],
    leave_out: &[],
};
