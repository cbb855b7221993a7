//! Packagings that several datasets come in.

use super::{Packaging, Signature};
use crate::dataset::layout::{
    ClassFolders, ImageFolders, Layout, LoosePictures, MVTEC_PHASES, MaskedSet, Paired, Phased,
};
use crate::dataset::{Label, Split};

/// AdaCLIP's: one class folder of its own name in MVTec's layout.
pub(super) const fn adaclip(folders: &'static [&'static str]) -> Packaging {
    one_class("AdaCLIP packaging", folders)
}

/// AnomalyCLIP's: a folder of the class key in MVTec's layout, without training images.
pub(super) const fn anomalyclip(folders: &'static [&'static str]) -> Packaging {
    one_class("AnomalyCLIP packaging", folders)
}

const fn one_class(name: &'static str, folders: &'static [&'static str]) -> Packaging {
    Packaging {
        name,
        layout: Layout::Phased(Phased {
            classes: ClassFolders::Single(folders),
            phases: MVTEC_PHASES,
            normals: &["good"],
            proof: &[],
            named_species: true,
            loose: LoosePictures::LeftOut,
        }),
        signature: Signature::Structure,
        caution: "",
    }
}

/// `images` and `masks`, every image anomalous.
pub(super) const IMAGES_MASKS: Layout = Layout::Paired(Paired {
    sets: &[MaskedSet {
        split: Split::Test,
        images: ImageFolders::Named(&["images"]),
        masks: &["masks"],
        in_reference: true,
    }],
    unmasked: Some(Label::Anomalous),
});
