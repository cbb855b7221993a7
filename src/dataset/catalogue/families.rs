//! From the class names of an index file to the dataset.

use super::{DATASETS, Description};
use std::path::Path;

/// The words for sets that are trained on together.
const COMBINED: [(&str, [&str; 2]); 2] = [("mvtec-ndb", ["mvtec", "colon"]), ("visa-cdb", ["visa", "colon"])];
/// Which colon sets they are by AdaCLIP's protocol, from which the words come.
const PARTNERS: [(&str, &str); 2] = [("mvtec-ndb", "cvc-colondb"), ("visa-cdb", "cvc-clinicdb")];

/// A known dataset whose images two kinds share.
#[derive(Debug, Clone, Copy)]
pub enum Shared {
    /// They do.
    Surely(&'static Description),
    /// They may: one of the kinds is a word for several datasets.
    Perhaps(&'static Description),
}

/// The dataset whose classes these are, all or some of them. `brain` and `colon` are classes of several: the answer is
/// then the word that the released code has for them, `head_ct` or `colon`, and [`kind_of_paths`] may know more. Two
/// sets that are trained on together have their own words, `mvtec-ndb` and `visa-cdb`.
pub fn kind_of_classes(classes: &[&str]) -> Option<&'static str> {
    if classes.is_empty() {
        return None;
    }
    if let Some(kind) = of_one_family(classes) {
        return Some(kind);
    }
    let combined = COMBINED.iter().find(|(_, families)| {
        let known = |class: &&str| {
            families
                .iter()
                .any(|family| of_one_family(&[class]) == Some(family))
        };
        classes.iter().all(known)
    });
    combined.map(|(word, _)| *word)
}

/// The identifier behind a name as people and records write it: of a known dataset by its identifier, title or folder's
/// name; else the released code's word for several.
pub fn kind_named(name: &str) -> Option<&'static str> {
    let known = super::find(name).or_else(|| DATASETS.iter().find(|own| own.goes_by(name)));
    let words = COMBINED.iter().map(|(word, _)| *word);
    let families = DATASETS.iter().map(|own| own.family);
    known
        .map(|own| own.id)
        .or_else(|| words.chain(families).find(|word| word.eq_ignore_ascii_case(name)))
}

/// Whether the images of the known dataset `id` are among those of `kind`.
pub fn holds(kind: &str, id: &str) -> bool {
    members(kind).any(|own| own.id == id)
}

/// A known dataset whose images both kinds hold.
pub fn shared(one: &str, other: &str) -> Option<Shared> {
    let both = members(one).find(|own| holds(other, own.id));
    let perhaps = || possible_members(one).find(|own| possible_members(other).any(|that| that.id == own.id));
    both.map(Shared::Surely)
        .or_else(|| perhaps().map(Shared::Perhaps))
}

/// What is certainly in a kind.
fn members(kind: &str) -> impl Iterator<Item = &'static Description> {
    let combined = COMBINED.iter().find(|(word, _)| *word == kind);
    let partner = PARTNERS.iter().find(|(word, _)| *word == kind);
    let ids = [
        combined.map(|(_, families)| families[0]),
        partner.map(|(_, partner)| *partner),
    ];
    let is_member = move |own: &&Description| ids.contains(&Some(own.id));
    super::find(kind)
        .into_iter()
        .chain(DATASETS.iter().filter(is_member))
}

/// What is in a kind for all that its name says.
fn possible_members(kind: &str) -> impl Iterator<Item = &'static Description> {
    let combined = COMBINED.iter().find(|(word, _)| *word == kind);
    let family = combined.map_or(kind, |(_, families)| families[1]).to_owned();
    let of_family = move |own: &&Description| own.family == family;
    members(kind).chain(DATASETS.iter().filter(of_family))
}

fn of_one_family(classes: &[&str]) -> Option<&'static str> {
    let has_all =
        |description: &&Description| classes.iter().all(|class| description.classes.contains(class));
    let mut fitting = DATASETS.iter().filter(has_all);
    let first = fitting.next()?;
    Some(if fitting.next().is_none() {
        first.id
    } else {
        first.family
    })
}

/// The dataset of a family (`head_ct`, `colon`) that a folder in these paths is named after: where the paths of an
/// index file or the root of the dataset say which one it is.
pub fn kind_of_paths<'a>(family: &str, paths: impl IntoIterator<Item = &'a Path>) -> Option<&'static str> {
    let members: Vec<&Description> = DATASETS.iter().filter(|own| own.family == family).collect();
    let mut named = paths.into_iter().filter_map(|path| {
        let folders = path
            .components()
            .rev()
            .map(|part| part.as_os_str().to_string_lossy());
        folders
            .filter_map(|folder| members.iter().find(|member| member.goes_by(&folder)))
            .map(|member| member.id)
            .next()
    });
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_name_their_dataset() {
        for description in DATASETS {
            let shared = matches!(description.family, "head_ct" | "colon");
            let expected = if shared {
                description.family
            } else {
                description.id
            };
            assert_eq!(
                kind_of_classes(description.classes),
                Some(expected),
                "{}",
                description.id
            );
            assert_eq!(
                kind_of_classes(&description.classes[..1]),
                Some(expected),
                "{}",
                description.id
            );
        }
        assert_eq!(kind_of_classes(&["bottle", "colon"]), Some("mvtec-ndb"));
        assert_eq!(kind_of_classes(&["colon", "candle", "pcb1"]), Some("visa-cdb"));
        for unknown in [&[][..], &["bottle", "candle"], &["bottle", "widget"], &["widget"]] {
            assert_eq!(kind_of_classes(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn sets_that_are_trained_on_together_hold_both() {
        for (one, other, expected) in [
            ("mvtec", "mvtec", Some((true, "mvtec"))),
            ("mvtec-ndb", "mvtec", Some((true, "mvtec"))),
            ("mvtec", "mvtec-ndb", Some((true, "mvtec"))),
            ("mvtec-ndb", "cvc-colondb", Some((true, "cvc-colondb"))),
            ("visa-cdb", "cvc-clinicdb", Some((true, "cvc-clinicdb"))),
            ("visa-cdb", "visa", Some((true, "visa"))),
            ("mvtec-ndb", "kvasir", Some((false, "kvasir"))),
            ("colon", "kvasir", Some((false, "kvasir"))),
            ("colon", "endo", Some((false, "endo"))),
            ("head_ct", "br35h", Some((false, "br35h"))),
            ("mvtec-ndb", "visa", None),
            ("mvtec", "visa", None),
            ("folder", "folder", None),
            ("cvc-colondb", "kvasir", None),
        ] {
            let found = shared(one, other).map(|shared| match shared {
                Shared::Surely(own) => (true, own.id),
                Shared::Perhaps(own) => (false, own.id),
            });
            assert_eq!(found, expected, "{one} {other}");
        }
        for (name, expected) in [
            ("MVTec AD", Some("mvtec")),
            ("mvtec-ndb", Some("mvtec-ndb")),
            ("Colon", Some("colon")),
            ("own", None),
        ] {
            assert_eq!(kind_named(name), expected, "{name}");
        }
    }

    #[test]
    fn paths_tell_the_datasets_of_a_family_apart() {
        for (family, path, expected) in [
            ("colon", "/data/CVC-ClinicDB/images/1.png", Some("cvc-clinicdb")),
            ("colon", "/data/Kvasir-SEG/images/1.png", Some("kvasir")),
            (
                "colon",
                "/data/EndoTect_2020_Segmentation_Test_Dataset/images/1.jpg",
                Some("endo"),
            ),
            ("head_ct", "brain_tumor_dataset/no/1.jpg", Some("brainmri")),
            ("head_ct", "/x/Br35H//no/no1.jpg", Some("br35h")),
            ("head_ct", "/x/head_ct/brain/001.png", Some("headct")),
            ("colon", "images/1.png", None),
            ("colon", "/x/Br35H/1.png", None),
        ] {
            assert_eq!(kind_of_paths(family, [Path::new(path)]), expected, "{path}");
        }
        let two = [Path::new("/a/Kvasir/1.png"), Path::new("/a/ColonDB/1.png")];
        assert_eq!(kind_of_paths("colon", two), None);
    }
}
