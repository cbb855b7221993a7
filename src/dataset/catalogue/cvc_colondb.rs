//! CVC-ColonDB.

use super::{Description, IMAGES_MASKS, KnownCounts, Packaging, Signature, adaclip};

/// CVC-ColonDB, polyps.
pub const CVC_COLONDB: Description = Description {
    id: "cvc-colondb",
    title: "CVC-ColonDB",
    folder_names: &["ColonDB"],
    family: "colon",
    classes: &["colon"],
    script_order: &[],
    has_normals: false,
    has_masks: true,
    counts: &[KnownCounts::only(0, 380, None)],
    class_counts: &[],
    page: "https://doi.org/10.6084/m9.figshare.21221579",
    licence: "research use",
    tree: "images/*.png\nmasks/*.png\n",
    packagings: &[
        Packaging {
            name: "reference layout",
            layout: IMAGES_MASKS,
            signature: Signature::Marked(&[]),
            caution: "",
        },
        adaclip(&["ColonDB"]),
    ],
    leave_out: &[],
};
