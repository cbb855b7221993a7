//! PCB.

use super::{Description, Packaging, Signature};
use crate::dataset::layout::{ClassFolders, Layout, LoosePictures, MVTEC_PHASES, Phased};

/// PCB, a set of the authors that nobody else has seen.
pub const PCB: Description = Description {
    id: "pcb",
    title: "PCB",
    folder_names: &[],
    family: "pcb",
    classes: &["pcb"],
    script_order: &[],
    has_normals: false,
    has_masks: false,
    counts: &[],
    class_counts: &[],
    page: "none: a private dataset of the authors",
    licence: "unknown",
    tree: "pcb/train/*\npcb/test/*\n",
    packagings: &[Packaging {
        name: "reference layout",
        layout: Layout::Phased(Phased {
            classes: ClassFolders::Single(&["pcb"]),
            phases: MVTEC_PHASES,
            normals: &[],
            proof: &[],
            named_species: true,
            loose: LoosePictures::Anomalous("defect"),
        }),
        signature: Signature::Structure,
        caution: "every image counts as anomalous and none has a mask: no metric is defined for this set",
    }],
    leave_out: &[],
};
