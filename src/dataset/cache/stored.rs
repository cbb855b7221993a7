//! An index as bytes: postcard's varints, with every folder, class and species written once.
//!
//! postcard because it is small and stable and borrows from the buffer: an index of 100,000 samples is a few megabytes
//! and is back in a fraction of the time that JSON would take.

use crate::dataset::kinds::known_kind;
use crate::dataset::{DatasetIndex, Exclusion, IndexWarning, Label, Sample};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
pub(super) struct StoredIndex<'a> {
    kind: &'a str,
    variant: &'a str,
    fingerprint: &'a str,
    /// Folders of images and masks, relative to the root.
    #[serde(borrow)]
    folders: Vec<&'a [u8]>,
    /// Classes and species.
    #[serde(borrow)]
    words: Vec<&'a str>,
    #[serde(borrow)]
    test: Vec<StoredSample<'a>>,
    #[serde(borrow)]
    train: Vec<StoredSample<'a>>,
    #[serde(borrow)]
    excluded: Vec<StoredNote<'a>>,
    #[serde(borrow)]
    warnings: Vec<StoredNote<'a>>,
}

/// Numbers are places in the tables of the index.
#[derive(Serialize, Deserialize)]
struct StoredSample<'a> {
    #[serde(borrow)]
    image: StoredPath<'a>,
    #[serde(borrow)]
    mask: Option<StoredPath<'a>>,
    class: u32,
    species: u32,
    label: Option<bool>,
}

/// A folder's number and a name in it.
type StoredPath<'a> = (u32, &'a [u8]);

/// A path and a text.
type StoredNote<'a> = (&'a [u8], &'a str);

impl<'a> StoredIndex<'a> {
    pub fn new(index: &'a DatasetIndex) -> Self {
        let mut folders = Table::default();
        let mut words = Table::default();
        let mut samples = |samples: &'a [Sample]| -> Vec<StoredSample<'a>> {
            let mut path = |path: &'a Path| {
                let folder = path.parent().unwrap_or(Path::new(""));
                let name = path.file_name().unwrap_or_default();
                (folders.place(folder.as_os_str().as_bytes()), name.as_bytes())
            };
            samples
                .iter()
                .map(|sample| StoredSample {
                    image: path(&sample.image),
                    mask: sample.mask.as_deref().map(&mut path),
                    class: words.place(&*sample.class),
                    species: words.place(&*sample.species),
                    label: sample.label.map(|label| label == Label::Anomalous),
                })
                .collect()
        };
        let (test, train) = (samples(&index.test), samples(&index.train));
        Self {
            kind: index.kind,
            variant: &index.variant,
            fingerprint: &index.fingerprint,
            folders: folders.rows,
            words: words.rows,
            test,
            train,
            excluded: notes(index.excluded.iter().map(|e| (&*e.path, &*e.reason))),
            warnings: notes(index.warnings.iter().map(|w| (&*w.path, &*w.message))),
        }
    }

    /// The index; `None` if a number leads nowhere or the kind is not known.
    pub fn restore(&self, root: &Path) -> Option<DatasetIndex> {
        let words: Vec<Arc<str>> = self.words.iter().map(|&word| word.into()).collect();
        Some(DatasetIndex {
            kind: known_kind(self.kind)?,
            variant: self.variant.to_owned(),
            root: root.to_owned(),
            fingerprint: self.fingerprint.to_owned(),
            test: self.samples(&self.test, &words)?,
            train: self.samples(&self.train, &words)?,
            excluded: self
                .excluded
                .iter()
                .map(|&(path, reason)| Exclusion {
                    path: path_of(path),
                    reason: reason.to_owned(),
                })
                .collect(),
            warnings: self
                .warnings
                .iter()
                .map(|&(path, message)| IndexWarning {
                    path: path_of(path),
                    message: message.to_owned(),
                })
                .collect(),
        })
    }

    fn samples(&self, stored: &[StoredSample], words: &[Arc<str>]) -> Option<Vec<Sample>> {
        let word = |place: u32| words.get(place as usize).cloned();
        let path = |(folder, name): StoredPath| -> Option<Box<Path>> {
            let folder: &[u8] = self.folders.get(folder as usize)?;
            let mut path = PathBuf::with_capacity(folder.len() + 1 + name.len());
            path.push(OsStr::from_bytes(folder));
            path.push(OsStr::from_bytes(name));
            Some(path.into())
        };
        let label = |anomalous| {
            if anomalous {
                Label::Anomalous
            } else {
                Label::Normal
            }
        };
        stored
            .iter()
            .map(|sample| {
                Some(Sample {
                    image: path(sample.image)?,
                    mask: match sample.mask {
                        Some(mask) => Some(path(mask)?),
                        None => None,
                    },
                    class: word(sample.class)?,
                    species: word(sample.species)?,
                    label: sample.label.map(label),
                })
            })
            .collect()
    }
}

fn notes<'a>(notes: impl Iterator<Item = (&'a Path, &'a str)>) -> Vec<StoredNote<'a>> {
    notes
        .map(|(path, text)| (path.as_os_str().as_bytes(), text))
        .collect()
}

fn path_of(bytes: &[u8]) -> PathBuf {
    OsStr::from_bytes(bytes).into()
}

/// Values, each once, and where they stand.
struct Table<T> {
    rows: Vec<T>,
    places: HashMap<T, u32>,
    /// The last one asked for: neighbours mostly agree.
    last: Option<(T, u32)>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            places: HashMap::new(),
            last: None,
        }
    }
}

impl<T: Copy + Eq + std::hash::Hash> Table<T> {
    fn place(&mut self, value: T) -> u32 {
        if let Some((last, place)) = self.last
            && last == value
        {
            return place;
        }
        let next = self.rows.len() as u32;
        let place = *self.places.entry(value).or_insert(next);
        if place == next {
            self.rows.push(value);
        }
        self.last = Some((value, place));
        place
    }
}
