//! DTD-Synthetic.

use super::{Description, KnownCounts, Packaging, Signature};
use crate::dataset::layout::{ClassFolders, Layout, LoosePictures, MVTEC_PHASES, Phased};

/// DTD-Synthetic, textures with made-up defects.
pub const DTD_SYNTHETIC: Description = Description {
    id: "dtd-synthetic",
    title: "DTD-Synthetic",
    folder_names: &["DTD-Synthetic", "DTD"],
    family: "DTD",
    classes: &[
        "Woven_001",
        "Woven_127",
        "Woven_104",
        "Stratified_154",
        "Blotchy_099",
        "Woven_068",
        "Woven_125",
        "Marbled_078",
        "Perforated_037",
        "Mesh_114",
        "Fibrous_183",
        "Matted_069",
    ],
    script_order: &[],
    has_normals: true,
    has_masks: true,
    counts: &[KnownCounts::only(357, 947, None)],
    class_counts: &[],
    page: "https://drive.google.com/drive/folders/10OyPzvI3H6llCZBxKxFlKWt1Pw1tkMK1",
    licence: "unclear (made from DTD, for research)",
    tree: "<class>/train/good/000.png\n<class>/test/good/000.png\n<class>/test/bad/000.png\n\
           <class>/ground_truth/bad/000_mask.png\n",
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
