//! VisA.

use super::{Description, KnownCounts, Packaging, Signature};
use crate::dataset::Split;
use crate::dataset::layout::{
    ClassFolders, Layout, LoosePictures, MVTEC_PHASES, MaskFolders, Phase, Phased, SplitTable,
};

/// VisA.
pub const VISA: Description = Description {
    id: "visa",
    title: "VisA",
    folder_names: &["visa", "VisA_20220922", "visa_pytorch"],
    family: "visa",
    classes: &[
        "candle",
        "capsules",
        "cashew",
        "chewinggum",
        "fryum",
        "macaroni1",
        "macaroni2",
        "pcb1",
        "pcb2",
        "pcb3",
        "pcb4",
        "pipe_fryum",
    ],
    script_order: &[],
    has_normals: true,
    has_masks: true,
    counts: &[KnownCounts::only(962, 1200, Some(8659))],
    class_counts: &[
        ("candle", 100, 100),
        ("capsules", 60, 100),
        ("cashew", 50, 100),
        ("chewinggum", 50, 100),
        ("fryum", 50, 100),
        ("macaroni1", 100, 100),
        ("macaroni2", 100, 100),
        ("pcb1", 100, 100),
        ("pcb2", 100, 100),
        ("pcb3", 101, 100),
        ("pcb4", 101, 100),
        ("pipe_fryum", 50, 100),
    ],
    page: "https://github.com/amazon-science/spot-diff",
    licence: "CC BY 4.0",
    tree: "split_csv/1cls.csv\n<class>/Data/Images/Normal/0000.JPG\n<class>/Data/Images/Anomaly/000.JPG\n\
           <class>/Data/Masks/Anomaly/000.png\n",
    packagings: &[
        Packaging {
            name: "reference layout",
            layout: Layout::SplitTable(SplitTable {
                table: "split_csv/1cls.csv",
                anomalous: "anomaly",
            }),
            signature: Signature::Structure,
            caution: "",
        },
        Packaging {
            name: "official download without its split",
            layout: Layout::Phased(Phased {
                classes: ClassFolders::OfTheirName,
                phases: &[Phase {
                    folder: "Data/Images",
                    split: Split::Test,
                    masks: MaskFolders::PerSpecies("Data/Masks"),
                }],
                normals: &["Normal"],
                proof: &[],
                named_species: false,
                loose: LoosePictures::LeftOut,
            }),
            signature: Signature::Structure,
            caution: "split_csv/1cls.csv is missing or unusable: every image is in the test split, which is not the \
                      published one",
        },
        Packaging {
            name: "MVTec layout",
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
        },
    ],
    leave_out: &[],
};
