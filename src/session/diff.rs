//! Two sessions beside each other.

use super::{ImageRecord, Session};
use crate::base::printable;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

/// What is not the same in two sessions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// Program, machine, model, settings, dataset: under their keys in the file.
    pub values: Vec<ValuePair>,
    /// Pictures that are in both and have other scores or other contents; the largest difference first.
    pub scores: Vec<ScorePair>,
    /// Pictures that are in both.
    pub common: usize,
    /// Pictures that only the first has.
    pub only_first: Vec<PathBuf>,
    /// Pictures that only the second has.
    pub only_second: Vec<PathBuf>,
    /// Metrics, as `class.metric`.
    pub metrics: Vec<ValuePair>,
    /// Notes and views of the workbench.
    pub ui: Vec<ValuePair>,
}

/// A value in both; none where one has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValuePair {
    /// Key.
    pub key: String,
    /// In the first.
    pub first: Option<String>,
    /// In the second.
    pub second: Option<String>,
}

/// A picture in both.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePair {
    /// Relative to the root.
    pub path: PathBuf,
    /// In the first.
    pub first: Option<f32>,
    /// In the second.
    pub second: Option<f32>,
    /// Whether the picture is the same file in both.
    pub same_file: bool,
}

impl Difference {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        let Self {
            values,
            scores,
            common: _,
            only_first,
            only_second,
            metrics,
            ui,
        } = self;
        values.is_empty()
            && scores.is_empty()
            && only_first.is_empty()
            && only_second.is_empty()
            && metrics.is_empty()
            && ui.is_empty()
    }
}

/// Compares two sessions. When and by which process they were made, and how long it took, is no difference.
pub fn diff(first: &Session, second: &Session) -> Difference {
    let by_path = |session: &'_ Session| -> HashMap<PathBuf, ImageRecord> {
        let images = session.images.iter();
        images.map(|image| (image.path.clone(), image.clone())).collect()
    };
    let (a, b) = (by_path(first), by_path(second));
    let only = |session: &Session, other: &HashMap<PathBuf, ImageRecord>| -> Vec<PathBuf> {
        let paths = session.images.iter().map(|image| image.path.clone());
        paths.filter(|path| !other.contains_key(path)).collect()
    };
    let common = first.images.iter().filter(|image| b.contains_key(&image.path));
    let mut scores: Vec<ScorePair> = common
        .clone()
        .filter_map(|image| pair(image, b.get(&image.path)?))
        .collect();
    let apart = |pair: &ScorePair| match (pair.first, pair.second) {
        (Some(first), Some(second)) => (first - second).abs(),
        _ => f32::INFINITY,
    };
    scores.sort_by(|x, y| apart(y).total_cmp(&apart(x)));
    let table = |table: &toml::Table| flat(&toml::Value::Table(table.clone()));
    Difference {
        values: pairs(&settings(first), &settings(second)),
        scores,
        common: common.count(),
        only_first: only(first, &b),
        only_second: only(second, &a),
        metrics: pairs(&metrics(first), &metrics(second)),
        ui: pairs(&table(&first.ui), &table(&second.ui)),
    }
}

fn pair(first: &ImageRecord, second: &ImageRecord) -> Option<ScorePair> {
    let same_file = first.sha256 == second.sha256;
    let bits = |image: &ImageRecord| image.score.map(f32::to_bits);
    (bits(first) != bits(second) || !same_file).then(|| ScorePair {
        path: first.path.clone(),
        first: first.score,
        second: second.score,
        same_file,
    })
}

/// Everything but pictures, metrics and the workbench's, key by key.
fn settings(session: &Session) -> BTreeMap<String, String> {
    let bare = Session {
        images: Vec::new(),
        classes: Vec::new(),
        ui: toml::Table::new(),
        ..session.clone()
    };
    let mut values = toml::Value::try_from(&bare).map_or_else(|_| BTreeMap::new(), |value| flat(&value));
    values.retain(|key, _| {
        let of_the_moment = [
            "identity",
            "parent",
            "command_line",
            "images",
            "hardware.peak_memory",
        ];
        !of_the_moment.contains(&key.as_str()) && !key.starts_with("times.")
    });
    values
}

fn metrics(session: &Session) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for class in &session.classes {
        for (metric, value) in &class.values {
            values.insert(format!("{}.{metric}", class.name), value.to_string());
        }
    }
    values
}

fn flat(value: &toml::Value) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    flatten(value, "", &mut values);
    values
}

fn flatten(value: &toml::Value, key: &str, into: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                let key = match key.is_empty() {
                    true => name.clone(),
                    false => format!("{key}.{name}"),
                };
                flatten(value, &key, into);
            }
        }
        toml::Value::String(text) => drop(into.insert(key.to_owned(), printable(text).into_owned())),
        other => drop(into.insert(key.to_owned(), other.to_string())),
    }
}

fn pairs(first: &BTreeMap<String, String>, second: &BTreeMap<String, String>) -> Vec<ValuePair> {
    let keys: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    keys.into_iter()
        .filter(|key| first.get(*key) != second.get(*key))
        .map(|key| ValuePair {
            key: key.clone(),
            first: first.get(key).cloned(),
            second: second.get(key).cloned(),
        })
        .collect()
}

impl ScorePair {
    /// Second less first.
    pub fn difference(&self) -> Option<f32> {
        Some(self.second? - self.first?)
    }
}
