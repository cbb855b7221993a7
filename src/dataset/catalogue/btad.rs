//! BTAD.

use super::{Description, KnownCounts, Packaging, Signature};
use crate::dataset::layout::{ClassFolders, Layout, LoosePictures, MVTEC_PHASES, Phased};

/// BTAD, three industrial products.
pub const BTAD: Description = Description {
    id: "btad",
    title: "BTAD",
    folder_names: &["BTAD", "BTech_Dataset_transformed", "BTech"],
    family: "btad",
    classes: &["01", "02", "03"],
    script_order: &[],
    has_normals: true,
    has_masks: true,
    counts: &[KnownCounts::only(451, 290, Some(1799))],
    class_counts: &[("01", 21, 49), ("02", 30, 200), ("03", 400, 41)],
    page: "https://github.com/pankajmishra000/VT-ADL",
    licence: "CC BY-NC-SA 4.0",
    tree: "<class>/train/ok/0000.bmp\n<class>/test/ok/0000.bmp\n<class>/test/ko/0000.bmp\n\
           <class>/ground_truth/ko/0000.png\n",
    packagings: &[Packaging {
        name: "reference layout",
        layout: Layout::Phased(Phased {
            classes: ClassFolders::OfTheirName,
            phases: MVTEC_PHASES,
            normals: &["ok"],
            // Numbers are anybody's class names.
            proof: &["ok", "ko"],
            named_species: true,
            loose: LoosePictures::LeftOut,
        }),
        signature: Signature::Structure,
        caution: "",
    }],
    leave_out: &[],
};
