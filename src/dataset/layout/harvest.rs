//! What an interpreter brings home.

use super::Place;
use crate::base::printable;
use crate::dataset::pairing::pair;
use crate::dataset::{DatasetError, IndexOptions, IndexWarning, Label, Pairing, Sample, Split, Tree};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// Everything below the root.
    pub tree: &'a Tree,
    /// What the user said.
    pub options: &'a IndexOptions,
    /// The classes of the dataset, in the order in which samples are wanted; empty where any will do.
    pub classes: &'a [&'static str],
    /// An anomalous image without a mask is worth a word.
    pub has_masks: bool,
}

impl Task<'_> {
    /// Reads as the released code does.
    pub fn reference(&self) -> bool {
        self.options.pairing == Pairing::Reference
    }

    /// The class of a dataset that has one; elsewhere the name of the place.
    pub fn only_class(&self, place: &Place) -> Arc<str> {
        match self.classes {
            [class, ..] => Arc::from(*class),
            [] => Arc::from(place.name()),
        }
    }

    /// An error once somebody has cancelled.
    pub fn go_on(&self) -> Result<(), DatasetError> {
        match self.options.cancel.is_cancelled() {
            true => Err(DatasetError::Cancelled),
            false => Ok(()),
        }
    }
}

/// Samples, and what was noticed on the way.
#[derive(Debug, Default)]
pub struct Harvest {
    /// Samples of the test split.
    pub test: Vec<Sample>,
    /// Samples of the train split.
    pub train: Vec<Sample>,
    /// What the user should know.
    pub warnings: Vec<IndexWarning>,
    /// Files that were understood and are neither an image nor a mask of a sample.
    pub used: Vec<PathBuf>,
    /// Folders of masks: a picture left over in one is a mask without an image.
    pub mask_folders: Vec<PathBuf>,
    /// The layout fitted but cannot be read: the next one is tried.
    pub unusable: Option<IndexWarning>,
}

/// Where the images of a folder go.
#[derive(Debug, Clone)]
pub struct Group {
    /// The half of the dataset.
    pub split: Split,
    /// The class.
    pub class: Arc<str>,
    /// The species.
    pub species: Arc<str>,
}

impl Harvest {
    /// Notes something about a path below the root.
    pub fn warn(&mut self, path: &Path, message: impl Into<String>) {
        self.warnings.push(IndexWarning {
            path: path.to_owned(),
            message: message.into(),
        });
    }

    /// Adds an image.
    pub fn push(&mut self, group: &Group, image: PathBuf, mask: Option<PathBuf>, label: Option<Label>) {
        let sample = Sample {
            image: image.into(),
            mask: mask.map(Into::into),
            class: group.class.clone(),
            species: group.species.clone(),
            label,
        };
        match group.split {
            Split::Test => self.test.push(sample),
            Split::Train => self.train.push(sample),
        }
    }

    /// Adds every image of a folder, without masks.
    pub fn push_all(&mut self, task: &Task, images: &Place, group: &Group, label: Option<Label>) {
        for name in images.files(task.options.pairing) {
            self.push(group, images.path.join(name), None, label);
        }
    }

    /// Adds every image of a folder with its mask, if it has one. Those without have the label `unmasked`.
    pub fn push_masked(
        &mut self,
        task: &Task,
        images: &Place,
        masks: Option<&Place>,
        group: &Group,
        unmasked: Option<Label>,
    ) {
        let image_names = images.files(task.options.pairing);
        let mask_names = masks.map_or_else(Vec::new, |masks| masks.files(task.options.pairing));
        let pairs = pair(&image_names, &mask_names, task.options.pairing);
        for (name, mask) in image_names.iter().zip(&pairs.masks) {
            let mask = mask.and_then(|mask| Some(masks?.path.join(mask_names[mask])));
            let label = if mask.is_some() {
                Some(Label::Anomalous)
            } else {
                unmasked
            };
            self.push(group, images.path.join(name), mask, label);
        }
        if let Some(masks) = masks {
            self.mask_folders.push(masks.path.clone());
        }
        if task.reference() {
            self.warn_of_places(images, &image_names, &mask_names, &pairs.masks);
        } else if pairs.by_place {
            let message = format!(
                "no name in {} agrees with a mask's in {}: the {} images were paired with the masks by their place \
                 in the sorted lists; look at a few before trusting them",
                images.shown(),
                masks.map(Place::shown).unwrap_or_default(),
                image_names.len(),
            );
            self.warn(&images.path, message);
        } else if task.has_masks || masks.is_some() {
            self.warn_of_gaps(images, masks, &image_names, &pairs.masks, unmasked);
        }
    }

    fn warn_of_gaps(
        &mut self,
        images: &Place,
        masks: Option<&Place>,
        names: &[&OsStr],
        pairs: &[Option<usize>],
        unmasked: Option<Label>,
    ) {
        let gaps: Vec<_> = names
            .iter()
            .zip(pairs)
            .filter(|(_, mask)| mask.is_none())
            .collect();
        if gaps.is_empty() {
            return;
        }
        let which = some_of(gaps.iter().map(|(name, _)| **name));
        let place = match masks {
            Some(masks) => format!("in {}", masks.shown()),
            None => "anywhere".to_owned(),
        };
        let meaning = match unmasked {
            Some(Label::Anomalous) => "they count as anomalous with an empty mask",
            Some(Label::Normal) => "they count as normal",
            None => "they have no label",
        };
        let message = format!(
            "{} of {} images in {} have no mask {place} ({which}): {meaning}",
            gaps.len(),
            names.len(),
            images.shown(),
        );
        self.warn(&images.path, message);
    }

    /// Says where pairing by place departs from the names.
    fn warn_of_places(
        &mut self,
        images: &Place,
        names: &[&OsStr],
        masks: &[&OsStr],
        pairs: &[Option<usize>],
    ) {
        let by_stem = pair(names, masks, Pairing::Stem);
        if !by_stem.by_place {
            let both = pairs.iter().zip(&by_stem.masks).zip(names);
            let wrong: Vec<_> = both
                .filter_map(|((place, stem), name)| place.filter(|_| place != stem).map(|mask| (name, mask)))
                .collect();
            if let Some((name, mask)) = wrong.first() {
                let message = format!(
                    "paired as the released code does, by place: {} images in {} have a mask of another name, the \
                     first {} with {}",
                    wrong.len(),
                    images.shown(),
                    printable(&name.to_string_lossy()),
                    printable(&masks[*mask].to_string_lossy()),
                );
                self.warn(&images.path, message);
            }
        }
        if masks.len() < names.len() && !names.is_empty() {
            let message = format!(
                "{} has {} files and only {} masks: the released code stops here; the last have no mask",
                images.shown(),
                names.len(),
                masks.len(),
            );
            self.warn(&images.path, message);
        }
    }
}

/// A few names of a list, and how many more there are.
pub fn some_of<'a>(names: impl ExactSizeIterator<Item = &'a OsStr>) -> String {
    const SHOWN: usize = 3;
    let count = names.len();
    let mut shown: Vec<String> = names
        .take(SHOWN)
        .map(|name| printable(&name.to_string_lossy()).into_owned())
        .collect();
    if count > SHOWN {
        shown.push(format!("{} more", count - SHOWN));
    }
    shown.join(", ")
}
