//! The names of kinds of datasets.

use super::catalogue::DATASETS;
use super::layout::GENERIC;

/// An index file whose classes are those of no known dataset.
pub(super) const META: &str = "meta";

/// What only an index file can turn out to be: the released code's words for several datasets with the same classes,
/// and for two that are trained on together.
const FROM_CLASSES: [&str; 4] = ["head_ct", "colon", "mvtec-ndb", "visa-cdb"];

/// Those that a folder can be read as.
pub fn kinds_of_folders() -> impl Iterator<Item = &'static str> {
    let generic = GENERIC.iter().map(|generic| generic.id);
    DATASETS.iter().map(|known| known.id).chain(generic).chain([META])
}

/// The kind of that name, whichever way it is found.
pub(super) fn known_kind(name: &str) -> Option<&'static str> {
    kinds_of_folders().chain(FROM_CLASSES).find(|kind| *kind == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::catalogue::kind_of_classes;

    #[test]
    fn every_kind_that_classes_can_name_is_known() {
        for classes in [
            &["brain"][..],
            &["colon"],
            &["bottle", "colon"],
            &["candle", "colon"],
        ] {
            let kind = kind_of_classes(classes).unwrap();
            assert_eq!(known_kind(kind), Some(kind));
        }
        for known in DATASETS {
            assert_eq!(known_kind(known.id), Some(known.id));
            assert!(known_kind(known.family).is_some() || kind_of_classes(known.classes) == Some(known.id));
        }
        assert_eq!(known_kind("nothing"), None);
    }
}
