//! KolektorSDD's own layout: a mask beside every image; what is in it says whether the image is normal.

use super::harvest::{Group, some_of};
use super::{Harvest, Place, Task};
use crate::dataset::pairing::pair;
use crate::dataset::{DatasetError, Label, Pairing, Split};
use crate::picture::{self, Limits};
use rayon::prelude::*;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Numbered folders of images, each with a mask beside it.
#[derive(Debug)]
pub struct LabelsBeside {
    /// What the folders' names start with; a number follows.
    pub folder: &'static str,
    /// How the stem of a mask ends.
    pub ending: &'static str,
    /// The species of normal and of anomalous images.
    pub species: [&'static str; 2],
}

struct Image {
    path: PathBuf,
    mask: Option<PathBuf>,
}

impl LabelsBeside {
    pub(super) fn folders(&self, place: &Place) -> Vec<PathBuf> {
        let items = self.items(place);
        items.into_iter().map(|item| item.path).collect()
    }

    fn items<'a>(&self, place: &Place<'a>) -> Vec<Place<'a>> {
        let is_item = |child: &Place| {
            let name = child.name();
            let number = name.strip_prefix(self.folder);
            let numbered = number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
            numbered && child.files(Pairing::Stem).iter().any(|name| self.is_mask(name))
        };
        place.children().filter(is_item).collect()
    }

    fn is_mask(&self, name: &OsStr) -> bool {
        let stem = Path::new(name).file_stem().unwrap_or_default();
        stem.as_encoded_bytes().ends_with(self.ending.as_bytes())
    }

    pub(super) fn read(&self, place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
        let mut harvest = Harvest::default();
        let images: Vec<Image> = self
            .items(place)
            .iter()
            .flat_map(|item| self.images(item))
            .collect();
        let root = &task.tree.root;
        // The one packaging whose labels are in pictures: 399 masks, each a third of a megapixel.
        let labels: Vec<Option<Label>> = images
            .par_iter()
            .map(|image| match &image.mask {
                Some(mask) if !task.options.cancel.is_cancelled() => label_of(&root.join(mask)),
                _ => None,
            })
            .collect();
        task.go_on()?;
        let class = task.only_class(place);
        let mut unlabelled = Vec::new();
        for (image, label) in images.iter().zip(labels) {
            let species = match label {
                Some(Label::Normal) => self.species[0],
                Some(Label::Anomalous) => self.species[1],
                None => "",
            };
            let group = Group {
                split: Split::Test,
                class: class.clone(),
                species: Arc::from(species),
            };
            let mask = image.mask.clone().filter(|_| label == Some(Label::Anomalous));
            harvest.push(&group, image.path.clone(), mask, label);
            harvest.used.extend(image.mask.clone());
            if label.is_none() {
                unlabelled.push(image.path.as_os_str());
            }
        }
        if !unlabelled.is_empty() {
            let message = format!(
                "{} images have no {} picture that can be read, and so no label ({})",
                unlabelled.len(),
                self.ending,
                some_of(unlabelled.iter().copied())
            );
            harvest.warn(&place.path, message);
        }
        Ok(harvest)
    }

    fn images(&self, item: &Place) -> Vec<Image> {
        let names = item.files(Pairing::Stem);
        let (masks, images): (Vec<&OsStr>, Vec<&OsStr>) = names.iter().partition(|name| self.is_mask(name));
        let pairs = pair(&images, &masks, Pairing::Stem);
        let of_image = |place: Option<usize>| {
            place
                .filter(|_| !pairs.by_place)
                .map(|mask| item.path.join(masks[mask]))
        };
        let images = images.iter().zip(&pairs.masks);
        images
            .map(|(name, mask)| Image {
                path: item.path.join(name),
                mask: of_image(*mask),
            })
            .collect()
    }
}

/// Anomalous if anything in the mask is not black; nothing if it cannot be read.
fn label_of(mask: &Path) -> Option<Label> {
    let picture = picture::open(mask, &Limits::default()).ok()?;
    let anything = picture.to_rgb().as_raw().iter().any(|&value| value > 0);
    Some(if anything { Label::Anomalous } else { Label::Normal })
}
