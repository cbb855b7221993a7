//! The known datasets, each described by a table, and how a folder is recognised as one of them.

mod br35h;
mod brainmri;
mod btad;
mod candidates;
mod complete;
mod covid_19;
mod cvc_clinicdb;
mod cvc_colondb;
mod dagm;
mod description;
mod dtd_synthetic;
mod endo;
mod families;
mod headct;
mod isic;
mod ksdd;
mod kvasir;
mod mpdd;
mod mvtec;
mod packagings;
mod pcb;
mod recognise;
mod tn3k;
mod variant;
mod visa;

pub use description::{Description, KnownCounts, Packaging, Signature};
pub use families::{Shared, holds, kind_named, kind_of_classes, kind_of_paths, shared};
pub use recognise::recognise;

use packagings::{IMAGES_MASKS, adaclip, anomalyclip};

/// Every known dataset: the 15 benchmarks in the order of the published table, then the extras. Where a folder fits
/// several equally well, the first is taken.
pub const DATASETS: &[Description] = &[
    mvtec::MVTEC,
    visa::VISA,
    mpdd::MPDD,
    btad::BTAD,
    ksdd::KSDD,
    dagm::DAGM,
    dtd_synthetic::DTD_SYNTHETIC,
    headct::HEADCT,
    brainmri::BRAINMRI,
    br35h::BR35H,
    isic::ISIC,
    cvc_colondb::CVC_COLONDB,
    cvc_clinicdb::CVC_CLINICDB,
    kvasir::KVASIR,
    endo::ENDO,
    covid_19::COVID_19,
    tn3k::TN3K,
    pcb::PCB,
];

/// The dataset of that identifier.
pub fn find(id: &str) -> Option<&'static Description> {
    DATASETS.iter().find(|description| description.id == id)
}
