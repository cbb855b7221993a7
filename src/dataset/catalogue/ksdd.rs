//! KSDD.

use super::{Description, KnownCounts, Packaging, Signature, adaclip};
use crate::dataset::layout::{ClassFolders, LabelsBeside, Layout, LoosePictures, MVTEC_PHASES, Phased};

/// KSDD (KolektorSDD), electrical commutators.
pub const KSDD: Description = Description {
    id: "ksdd",
    title: "KSDD",
    folder_names: &["KolektorSDD", "SDD", "SDD_anomaly_detection"],
    family: "SDD",
    classes: &["electrical commutators"],
    script_order: &[],
    has_normals: true,
    has_masks: true,
    counts: &[
        KnownCounts {
            name: "AdaCLIP",
            normal: 286,
            anomalous: 54,
            train_normals: Some(857),
            caution: "",
        },
        KnownCounts {
            name: "AnomalyCLIP",
            normal: 181,
            anomalous: 74,
            train_normals: Some(543),
            caution: "AnomalyCLIP's cut (181/74) is not the set of the published numbers, which is AdaCLIP's (286/54)",
        },
        KnownCounts {
            name: "official",
            normal: 347,
            anomalous: 52,
            train_normals: None,
            caution: "",
        },
    ],
    class_counts: &[],
    page: "https://www.vicos.si/resources/kolektorsdd/",
    licence: "CC BY-NC-SA 4.0",
    tree: "electrical commutators/train/good/*\nelectrical commutators/test/good/*\nelectrical commutators/test/defect/*\n\
           electrical commutators/ground_truth/defect/*\n",
    packagings: &[
        Packaging {
            name: "reference layout",
            layout: Layout::Phased(Phased {
                classes: ClassFolders::Single(&["electrical commutators", "electrical_commutators"]),
                phases: MVTEC_PHASES,
                normals: &["good"],
                proof: &[],
                named_species: true,
                loose: LoosePictures::LeftOut,
            }),
            signature: Signature::Structure,
            caution: "",
        },
        adaclip(&["SDD"]),
        Packaging {
            name: "official download",
            layout: Layout::LabelsBeside(LabelsBeside {
                folder: "kos",
                ending: "_label",
                species: ["good", "defect"],
            }),
            signature: Signature::Structure,
            caution: "the official download holds whole images without a split: all are tested; the published numbers \
                      are of AdaCLIP's crops (286/54)",
        },
    ],
    leave_out: &[],
};
