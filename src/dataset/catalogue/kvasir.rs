//! Kvasir.

use super::{Description, IMAGES_MASKS, KnownCounts, Packaging, Signature, adaclip};

/// Kvasir-SEG, polyps.
pub const KVASIR: Description = Description {
    id: "kvasir",
    title: "Kvasir",
    folder_names: &["Kvasir-SEG"],
    family: "colon",
    classes: &["colon"],
    script_order: &[],
    has_normals: false,
    has_masks: true,
    counts: &[
        KnownCounts::only(0, 1000, None),
        KnownCounts {
            name: "PraNet's TestDataset",
            normal: 0,
            anomalous: 100,
            train_normals: None,
            caution: "100 images are PraNet's TestDataset; the benchmark has all 1000",
        },
    ],
    class_counts: &[],
    page: "https://datasets.simula.no/kvasir-seg/",
    licence: "research and education only",
    tree: "images/*\nmasks/*\n",
    packagings: &[
        Packaging {
            name: "Kvasir-SEG download",
            layout: IMAGES_MASKS,
            signature: Signature::Files(&["kavsir_bboxes.json", "kvasir_bboxes.json"]),
            caution: "",
        },
        Packaging {
            name: "reference layout",
            layout: IMAGES_MASKS,
            signature: Signature::Marked(&[]),
            caution: "",
        },
        adaclip(&["kvasir"]),
    ],
    leave_out: &[],
};
