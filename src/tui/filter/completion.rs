//! Completes the term before the cursor: keys, and the values that a key can have in this dataset.

use super::parse::{KEYS, values_of};
use crate::tui::collection::{Collection, Interned};

/// What a completion came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Text before the cursor that is replaced: its first byte.
    pub start: usize,
    /// What replaces it: as much as all candidates begin with.
    pub text: String,
    /// What it could become, if that is not decided.
    pub candidates: Vec<String>,
}

/// Completes the end of `before`, the text before the cursor; `None` where nothing begins so.
pub fn complete(before: &str, collection: &Collection) -> Option<Completion> {
    let term = before.rfind(char::is_whitespace).map_or(0, |space| space + 1);
    let term = term + usize::from(before[term..].starts_with(['-', '!']));
    let (start, known) = match before[term..].find([':', '=']) {
        None => (term, KEYS.map(key_with_sign).into()),
        Some(sign) => {
            let values = term + sign + 1;
            let start = before[values..]
                .rfind(',')
                .map_or(values, |comma| values + comma + 1);
            (start, values_for(&before[term..term + sign], collection))
        }
    };
    let typed = before[start..].trim_start_matches('"').to_lowercase();
    let begins_so = |value: &String| value.to_lowercase().starts_with(&typed);
    let mut candidates: Vec<String> = known.into_iter().filter(begins_so).collect();
    candidates.sort();
    candidates.dedup();
    let text = match candidates.as_slice() {
        [] => return None,
        [only] => quoted(only),
        [first, others @ ..] => {
            let common = others
                .iter()
                .fold(first.as_str(), |common, other| shared(common, other));
            // Names that differ in case alone share less than was typed.
            match common.len() < typed.len() {
                true => before[start..].to_owned(),
                false => opened(common, &candidates),
            }
        }
    };
    if candidates.len() == 1 {
        candidates.clear();
    }
    Some(Completion {
        start,
        text,
        candidates,
    })
}

/// Numbers are compared, everything else is named.
fn key_with_sign(key: &str) -> String {
    match key {
        "score" | "error" => format!("{key}>"),
        key => format!("{key}:"),
    }
}

fn values_for(key: &str, collection: &Collection) -> Vec<String> {
    let names = |interned: &Interned| -> Vec<String> {
        let named = interned.names().filter(|name| !name.is_empty());
        named.map(str::to_owned).collect()
    };
    match key.to_lowercase().as_str() {
        "class" => names(collection.classes()),
        "species" => names(collection.species()),
        key => values_of(key).into_iter().map(str::to_owned).collect(),
    }
}

fn needs_quotes(value: &str) -> bool {
    value.contains([' ', ',', '"', '\\'])
}

fn quoted(value: &str) -> String {
    match needs_quotes(value) {
        true => format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
        false => value.to_owned(),
    }
}

/// The beginning of a value that may need quotes once it is whole.
fn opened(common: &str, candidates: &[String]) -> String {
    match candidates.iter().all(|candidate| needs_quotes(candidate)) {
        true => format!("\"{common}"),
        false => common.to_owned(),
    }
}

/// What both begin with.
fn shared<'a>(one: &'a str, other: &str) -> &'a str {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    let length: usize = same.map(|(a, _)| a.len_utf8()).sum();
    &one[..length]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{DatasetIndex, Sample};
    use std::path::Path;

    fn collection() -> Collection {
        let sample = |class: &str| Sample {
            image: Path::new("a.png").into(),
            mask: None,
            class: class.into(),
            species: "hole".into(),
            label: None,
        };
        Collection::new(DatasetIndex {
            test: ["capsule", "capsules", "cable", "metal nut", "Tile"]
                .map(sample)
                .into(),
            ..Collection::default().index().clone()
        })
    }

    #[test]
    fn keys_and_values_are_completed_as_far_as_they_are_decided() {
        let collection = collection();
        for (before, text, candidates) in [
            ("cl", "class:", vec![]),
            ("label:1 -sc", "score>", vec![]),
            ("!sp", "sp", vec!["species:", "split:"]),
            ("class:m", "\"metal nut\"", vec![]),
            ("class:\"met", "\"metal nut\"", vec![]),
            ("class:t", "Tile", vec![]),
            ("class:ca", "ca", vec!["cable", "capsule", "capsules"]),
            ("class:cap", "capsule", vec!["capsule", "capsules"]),
            ("class:cable,ti", "Tile", vec![]),
            ("SPECIES:", "hole", vec![]),
            ("outcome:t", "t", vec!["tn", "tp"]),
            ("split:tr", "train", vec![]),
            ("has:mas", "mask", vec![]),
        ] {
            let found = complete(before, &collection).unwrap();
            assert_eq!(found.text, text, "{before}");
            assert_eq!(found.candidates, candidates, "{before}");
        }
        for nothing in ["xyz", "class:z", "name:a", "nokey:a", "score>0"] {
            assert_eq!(complete(nothing, &collection), None, "{nothing}");
        }
    }
}
