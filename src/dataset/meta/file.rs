//! The content of `meta.json`, in its own order and with its own mistakes.

use super::any_shape::{AnyShape, FromShape, Scalar};
use super::name_bytes::mark_surrogates;
use super::{META_NAME, MetaError};
use crate::base::printable_path;
use crate::dataset::Split;
use serde::de::{IgnoredAny, MapAccess, SeqAccess};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest index file that is read, bytes: room for a million samples.
const LIMIT: u64 = 256 << 20;

/// What the file holds.
#[derive(Debug, Default)]
pub(super) struct MetaFile {
    /// Splits in the order of the file, under the names that they have there.
    pub splits: Vec<(Split, String, Classes)>,
    /// Other keys of the top level.
    pub other_keys: Vec<String>,
    /// What the file is, where it is no object.
    pub wrong: Option<&'static str>,
}

/// The classes of a split, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub lists: Vec<(String, Entries)>,
    /// What stands there, where it is no object.
    pub wrong: Option<&'static str>,
}

/// The entries of a class.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub entries: Vec<Entry>,
    /// What stands there, where it is no list.
    pub wrong: Option<&'static str>,
}

/// One entry, which should be a sample.
#[derive(Debug)]
pub(super) enum Entry {
    Sample(RawSample),
    /// What it is instead.
    Wrong(&'static str),
}

/// A sample as it is written.
#[derive(Debug, Default)]
pub(super) struct RawSample {
    pub image: Field,
    pub mask: Field,
    pub class: Field,
    pub species: Field,
    pub anomaly: Field,
    /// Whether it has the key that VCP-CLIP adds.
    pub has_dataset_name: bool,
}

/// A value of a sample.
#[derive(Debug, Default, PartialEq)]
pub(super) enum Field {
    #[default]
    Missing,
    Null,
    Text(Box<str>),
    Number(f64),
    /// An object or a list.
    Wrong(&'static str),
}

impl MetaFile {
    /// Reads the one in `root`.
    pub fn read(root: &Path) -> Result<Self, MetaError> {
        let path = root.join(META_NAME);
        let name = || printable_path(&path);
        let unreadable = |source| MetaError::Read { path: name(), source };
        let mut bytes = Vec::new();
        let file = File::open(&path).map_err(unreadable)?;
        file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LIMIT {
            return Err(MetaError::TooLarge {
                path: name(),
                size: path.metadata().map_err(unreadable)?.len(),
                limit: LIMIT,
            });
        }
        Self::parse(&bytes).map_err(|error| MetaError::Syntax {
            path: name(),
            detail: error.to_string(),
        })
    }

    fn parse(bytes: &[u8]) -> serde_json::Result<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let AnyShape(file) = serde_json::from_slice(&mark_surrogates(bytes))?;
        Ok(file)
    }
}

impl FromShape for MetaFile {
    fn wrong(what: &'static str) -> Self {
        Self {
            wrong: Some(what),
            ..Self::default()
        }
    }

    fn object<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut file = Self::default();
        while let Some(key) = map.next_key::<String>()? {
            // AnomalyCLIP's script for DAGM writes capitals.
            let split = match key.as_str() {
                "test" | "Test" => Split::Test,
                "train" | "Train" => Split::Train,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    file.other_keys.push(key);
                    continue;
                }
            };
            let AnyShape(classes) = map.next_value()?;
            file.splits.push((split, key, classes));
        }
        Ok(file)
    }
}

impl FromShape for Classes {
    fn wrong(what: &'static str) -> Self {
        Self {
            wrong: Some(what),
            ..Self::default()
        }
    }

    fn object<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut classes = Self::default();
        while let Some((class, AnyShape(entries))) = map.next_entry()? {
            classes.lists.push((class, entries));
        }
        Ok(classes)
    }
}

impl FromShape for Entries {
    fn wrong(what: &'static str) -> Self {
        Self {
            wrong: Some(what),
            ..Self::default()
        }
    }

    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut entries = Self::default();
        while let Some(AnyShape(entry)) = list.next_element()? {
            entries.entries.push(entry);
        }
        Ok(entries)
    }
}

impl FromShape for Entry {
    fn wrong(what: &'static str) -> Self {
        Self::Wrong(what)
    }

    fn object<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut sample = RawSample::default();
        while let Some(key) = map.next_key::<String>()? {
            let field = match key.as_str() {
                "img_path" => &mut sample.image,
                "mask_path" => &mut sample.mask,
                "cls_name" => &mut sample.class,
                "specie_name" => &mut sample.species,
                "anomaly" => &mut sample.anomaly,
                other => {
                    sample.has_dataset_name |= other == "dataset_name";
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            AnyShape(*field) = map.next_value()?;
        }
        Ok(Self::Sample(sample))
    }
}

impl FromShape for Field {
    fn scalar(scalar: Scalar<'_>) -> Self {
        match scalar {
            Scalar::Null => Self::Null,
            Scalar::Bool(value) => Self::Number(f64::from(u8::from(value))),
            Scalar::Number(value) => Self::Number(value),
            Scalar::Text(text) => Self::Text(text.into()),
        }
    }

    fn wrong(what: &'static str) -> Self {
        Self::Wrong(what)
    }
}

impl Field {
    /// What it is, in words.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Missing => "nothing",
            Self::Null => "null",
            Self::Text(text) if text.is_empty() => "an empty text",
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Wrong(what) => what,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> MetaFile {
        MetaFile::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_order_of_the_file_is_kept() {
        let file = parse(r#"{"train": {}, "test": {"z": [{}], "a": [], "10": [{}, {}]}}"#);
        let (split, key, classes) = &file.splits[1];
        assert_eq!((*split, key.as_str()), (Split::Test, "test"));
        let names: Vec<(&str, usize)> = classes
            .lists
            .iter()
            .map(|(class, list)| (class.as_str(), list.entries.len()))
            .collect();
        assert_eq!(names, [("z", 1), ("a", 0), ("10", 2)]);
    }

    #[test]
    fn wrong_types_cost_only_themselves() {
        let file = parse(
            r#"{"test": {"a": [1, null, [[]], "x", {"img_path": {"b": 1}, "anomaly": true, "mask_path": null}],
                         "b": {"img_path": "x"}, "c": "none"}, "train": [3], "version": {"n": [1]}}"#,
        );
        let lists = &file.splits[0].2.lists;
        let kinds: Vec<&str> = lists[0]
            .1
            .entries
            .iter()
            .map(|entry| match entry {
                Entry::Wrong(what) => what,
                Entry::Sample(_) => "a sample",
            })
            .collect();
        assert_eq!(kinds, ["a number", "null", "a list", "a text", "a sample"]);
        let Entry::Sample(sample) = &lists[0].1.entries[4] else {
            panic!()
        };
        assert_eq!(sample.image, Field::Wrong("an object"));
        assert_eq!(sample.anomaly, Field::Number(1.0));
        assert_eq!((&sample.mask, &sample.species), (&Field::Null, &Field::Missing));
        assert_eq!(lists[1].1.wrong, Some("an object"));
        assert_eq!(lists[2].1.wrong, Some("a text"));
        assert_eq!(file.splits[1].2.wrong, Some("a list"));
        assert_eq!(file.other_keys, ["version"]);
        assert_eq!(parse("[1]").wrong, Some("a list"));
    }

    #[test]
    fn five_megabytes_of_nesting_are_read_or_refused_without_a_crash() {
        let half = 2_500_000;
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = format!("{}1{}", open.repeat(half), close.repeat(half));
            for text in [
                nested.clone(),
                format!(r#"{{"test": {nested}}}"#),
                format!(r#"{{"test": {{"a": [{{"img_path": {nested}}}]}}}}"#),
            ] {
                // Whatever the answer, it is one.
                let _ = MetaFile::parse(text.as_bytes());
            }
            assert!(MetaFile::parse(open.repeat(half).as_bytes()).is_err());
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_error() {
        assert_eq!(parse("\u{feff}{\"test\": {}}").splits.len(), 1);
    }
}
