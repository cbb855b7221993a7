//! A `meta.json` that the released loader reads, in the form that the released scripts give it.

use super::name_bytes::text_of;
use super::python_json::python_json;
use super::{META_NAME, WriteMetaError};
use crate::base::{printable_path, write_atomically};
use crate::dataset::{DatasetIndex, Label, Sample, Split};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How `meta.json` is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct WriteMeta {
    /// Paths with the root in front, as some of the released scripts write them, instead of relative ones.
    pub absolute: bool,
    /// Replace one that is there.
    pub overwrite: bool,
}

/// Writes the index into its root; the path of the file.
///
/// # Errors
/// When there is one already, when a sample has no label, or when the root cannot be written to. Then nothing has
/// changed.
pub fn write_meta(index: &DatasetIndex, how: WriteMeta) -> Result<PathBuf, WriteMetaError> {
    let path = index.root.join(META_NAME);
    let name = || printable_path(&path);
    if !how.overwrite && path.symlink_metadata().is_ok() {
        return Err(WriteMetaError::Exists { path: name() });
    }
    let failed = |source| WriteMetaError::Write { path: name(), source };
    let text = meta_text(index, how.absolute)?;
    write_atomically(&path, |file| file.write_all(&text)).map_err(failed)?;
    Ok(path)
}

/// The content of the file.
///
/// # Errors
/// When a sample has no label.
pub fn meta_text(index: &DatasetIndex, absolute: bool) -> Result<Vec<u8>, WriteMetaError> {
    let unlabelled = || {
        let samples = index.test.iter().chain(&index.train);
        samples.filter(|sample| sample.label.is_none())
    };
    if let Some(first) = unlabelled().next() {
        return Err(WriteMetaError::Unlabelled {
            count: unlabelled().count(),
            first: printable_path(&first.image),
        });
    }
    let meta = Meta { index, absolute };
    let mut text = python_json(&meta).map_err(|error| WriteMetaError::Write {
        path: printable_path(&index.root.join(META_NAME)),
        source: io::Error::other(error),
    })?;
    text.push(b'\n');
    Ok(text)
}

struct Meta<'a> {
    index: &'a DatasetIndex,
    absolute: bool,
}

impl Serialize for Meta<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        for split in [Split::Train, Split::Test] {
            let classes = Classes {
                meta: self,
                samples: self.index.samples(split),
            };
            map.serialize_entry(split.name(), &classes)?;
        }
        map.end()
    }
}

struct Classes<'a> {
    meta: &'a Meta<'a>,
    samples: &'a [Sample],
}

impl Serialize for Classes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // By first appearance. Samples of a class mostly stand together; an imported file may have them apart.
        let mut classes: Vec<(&str, Vec<Record>)> = Vec::new();
        let mut last = 0;
        for sample in self.samples {
            if classes
                .get(last)
                .is_none_or(|(class, _)| *class != &*sample.class)
            {
                let known = classes.iter().position(|(class, _)| *class == &*sample.class);
                last = known.unwrap_or(classes.len());
                if known.is_none() {
                    classes.push((&sample.class, Vec::new()));
                }
            }
            classes[last].1.push(self.meta.record(sample));
        }
        serializer.collect_map(classes)
    }
}

/// A sample under the keys of the released scripts, in their order.
#[derive(serde::Serialize)]
struct Record<'a> {
    img_path: String,
    mask_path: String,
    cls_name: &'a str,
    specie_name: &'a str,
    anomaly: u8,
}

impl Meta<'_> {
    fn record<'a>(&self, sample: &'a Sample) -> Record<'a> {
        let path = |path: &Path| match self.absolute {
            true => text_of(&self.index.root.join(path)),
            false => text_of(path),
        };
        Record {
            img_path: path(&sample.image),
            mask_path: sample.mask.as_deref().map(path).unwrap_or_default(),
            cls_name: &sample.class,
            specie_name: &sample.species,
            anomaly: sample.label.map_or(0, Label::number),
        }
    }
}
