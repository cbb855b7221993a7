//! COVID-19.

use super::{Description, KnownCounts, Packaging, Signature};
use crate::dataset::layout::{AnomalousFolders, Layout, SpeciesFolders};

/// COVID-19 radiography.
pub const COVID_19: Description = Description {
    id: "covid-19",
    title: "COVID-19",
    folder_names: &[
        "covid",
        "covid19",
        "COVID-19_Radiography_Dataset",
        "COVID-19 Radiography Database",
    ],
    family: "Chest",
    classes: &["chest"],
    script_order: &[],
    has_normals: true,
    has_masks: false,
    counts: &[KnownCounts::only(1341, 219, None)],
    class_counts: &[],
    page: "https://www.kaggle.com/datasets/tawsifurrahman/covid19-radiography-database",
    licence: "terms of Kaggle",
    tree: "NORMAL/*.png\nCOVID-19/*.png\n",
    packagings: &[
        Packaging {
            name: "current download",
            layout: Layout::Species(SpeciesFolders {
                normals: &["NORMAL"],
                anomalous: AnomalousFolders::Named(COVID),
                inner: &["images"],
                masks: &[],
            }),
            signature: Signature::Files(&["Normal/images", "COVID/images"]),
            caution: "this is a later release of the dataset than the one with published numbers (1341/219), and has \
                      more images",
        },
        Packaging {
            name: "reference layout",
            layout: Layout::Species(SpeciesFolders {
                normals: &["NORMAL"],
                anomalous: AnomalousFolders::Named(COVID),
                inner: &[],
                masks: &[],
            }),
            signature: Signature::Structure,
            caution: "",
        },
    ],
    leave_out: &[
        ("Viral Pneumonia", OTHER_DISEASE),
        ("Lung_Opacity", OTHER_DISEASE),
        ("masks", "outlines of lungs, not of anomalies"),
    ],
};

const COVID: &[&str] = &["COVID-19", "COVID", "COVID19", "COVID_19"];

const OTHER_DISEASE: &str = "the published numbers are NORMAL against COVID (1341/219); the released script counts \
                             this folder as anomalous";
