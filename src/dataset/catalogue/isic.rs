//! ISIC.

use super::{Description, KnownCounts, Packaging, Signature, adaclip};
use crate::dataset::layout::{
    ClassFolders, ImageFolders, Layout, LoosePictures, MVTEC_PHASES, MaskFolders, MaskedSet, Paired, Phase,
    Phased,
};
use crate::dataset::{Label, Split};

const TEST_MASKS: &str = "ISBI2016_ISIC_Part1_Test_GroundTruth";

/// ISIC 2016, skin lesions.
pub const ISIC: Description = Description {
    id: "isic",
    title: "ISIC",
    folder_names: &["ISIC2016", "ISBI", "ISBI2016"],
    family: "ISBI",
    classes: &["skin"],
    script_order: &[],
    has_normals: false,
    has_masks: true,
    counts: &[KnownCounts::only(0, 379, None)],
    class_counts: &[],
    page: "https://challenge.isic-archive.com/data/#2016",
    licence: "terms of ISIC 2016 (the challenge states CC0)",
    tree: "skin/train/<species>/*\nskin/test/<species>/*.jpg\nskin/ground_truth/<species>/*.png\n",
    packagings: &[
        // Before the reference's layout, which would find no masks in it.
        Packaging {
            name: "AnomalyCLIP packaging",
            layout: Layout::Phased(Phased {
                classes: ClassFolders::WithFolder("skin", TEST_MASKS),
                phases: &[Phase {
                    folder: "test",
                    split: Split::Test,
                    masks: MaskFolders::Shared(TEST_MASKS),
                }],
                normals: &["good"],
                proof: &[],
                named_species: true,
                loose: LoosePictures::LeftOut,
            }),
            signature: Signature::Structure,
            caution: "",
        },
        Packaging {
            name: "reference layout",
            layout: Layout::Phased(Phased {
                classes: ClassFolders::Single(&["skin"]),
                phases: MVTEC_PHASES,
                normals: &["good"],
                proof: &[],
                named_species: true,
                loose: LoosePictures::LeftOut,
            }),
            signature: Signature::Structure,
            caution: "",
        },
        Packaging {
            name: "official download",
            layout: Layout::Paired(Paired {
                sets: &[
                    MaskedSet {
                        split: Split::Train,
                        images: ImageFolders::Named(&["ISBI2016_ISIC_Part1_Training_Data"]),
                        masks: &["ISBI2016_ISIC_Part1_Training_GroundTruth"],
                        in_reference: false,
                    },
                    MaskedSet {
                        split: Split::Test,
                        images: ImageFolders::Named(&["ISBI2016_ISIC_Part1_Test_Data"]),
                        masks: &[TEST_MASKS],
                        in_reference: true,
                    },
                ],
                unmasked: Some(Label::Anomalous),
            }),
            signature: Signature::Structure,
            caution: "",
        },
        adaclip(&["isic"]),
    ],
    leave_out: &[],
};
