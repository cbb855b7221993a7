//! The names of kinds of datasets.

/// An index file whose classes are those of no known dataset.
pub(super) const META: &str = "meta";

const KINDS: [&str; 23] = [
    "mvtec",
    "visa",
    "mpdd",
    "btad",
    "ksdd",
    "dagm",
    "dtd-synthetic",
    "headct",
    "brainmri",
    "br35h",
    "isic",
    "cvc-colondb",
    "cvc-clinicdb",
    "kvasir",
    "endo",
    "covid-19",
    "tn3k",
    "pcb",
    "mvtec-like",
    "folders",
    "images-masks",
    "flat",
    META,
];

/// The kind of that name.
pub(super) fn known_kind(name: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| *kind == name)
}

/// All names, for messages.
pub(super) fn all_kinds() -> String {
    KINDS.join(", ")
}
