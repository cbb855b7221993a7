//! Folders of images, each with a folder of masks.

use super::harvest::Group;
use super::{Harvest, Place, Task};
use crate::dataset::{DatasetError, Label, Split};
use std::path::PathBuf;
use std::sync::Arc;

/// Folders of images, each with a folder of masks.
#[derive(Debug)]
pub struct Paired {
    /// The sets; one has to be there.
    pub sets: &'static [MaskedSet],
    /// What an image without a mask is.
    pub unmasked: Option<Label>,
}

/// Images and their masks.
#[derive(Debug)]
pub struct MaskedSet {
    /// The half of the dataset.
    pub split: Split,
    /// Where the images are.
    pub images: ImageFolders,
    /// The masks' folder: the first of these paths that is there.
    pub masks: &'static [&'static str],
    /// The released code reads this set too.
    pub in_reference: bool,
}

/// Where the images of a set are.
#[derive(Debug)]
pub enum ImageFolders {
    /// The first of these paths that is there; no species.
    Named(&'static [&'static str]),
    /// `images` has to be there. Every folder but that of the masks is a species, these ones normal.
    EveryOther {
        /// Species without defects.
        normals: &'static [&'static str],
    },
}

impl Paired {
    pub(super) fn folders(&self, place: &Place) -> Vec<PathBuf> {
        let sets = self.sets.iter().filter(|set| set.is_there(place));
        let folders = sets.flat_map(|set| {
            let images = set.image_folders(place);
            images
                .into_iter()
                .chain(set.mask_folder(place))
                .map(|folder| folder.path)
        });
        folders.collect()
    }

    pub(super) fn read(&self, place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
        let mut harvest = Harvest::default();
        let class = task.only_class(place);
        let wanted = |set: &&MaskedSet| set.is_there(place) && (set.in_reference || !task.reference());
        for set in self.sets.iter().filter(wanted) {
            let masks = set.mask_folder(place);
            for images in set.image_folders(place) {
                task.go_on()?;
                let name = images.name();
                let (species, normal) = match set.images {
                    ImageFolders::Named(_) => ("", false),
                    ImageFolders::EveryOther { normals } => (&*name, normals.contains(&&*name)),
                };
                let group = Group {
                    split: set.split,
                    class: class.clone(),
                    species: Arc::from(species),
                };
                match normal {
                    true => harvest.push_all(task, &images, &group, Some(Label::Normal)),
                    false => harvest.push_masked(task, &images, masks.as_ref(), &group, self.unmasked),
                }
            }
        }
        Ok(harvest)
    }
}

impl MaskedSet {
    fn is_there(&self, place: &Place) -> bool {
        let images = match self.images {
            ImageFolders::Named(_) => self.image_folders(place).first().cloned(),
            ImageFolders::EveryOther { .. } => place.child("images").filter(Place::has_pictures),
        };
        images.is_some() && self.mask_folder(place).is_some()
    }

    fn mask_folder<'a>(&self, place: &Place<'a>) -> Option<Place<'a>> {
        self.masks.iter().find_map(|path| filled(place, path))
    }

    fn image_folders<'a>(&self, place: &Place<'a>) -> Vec<Place<'a>> {
        match self.images {
            ImageFolders::Named(paths) => paths
                .iter()
                .find_map(|path| filled(place, path))
                .into_iter()
                .collect(),
            ImageFolders::EveryOther { .. } => {
                let masks = self.mask_folder(place).map(|masks| masks.path);
                let others = place
                    .children()
                    .filter(|child| Some(&child.path) != masks.as_ref());
                others.filter(Place::has_pictures).collect()
            }
        }
    }
}

/// The folder with pictures at a path; archives unpacked each into a folder of its own name repeat the name.
fn filled<'a>(place: &Place<'a>, path: &str) -> Option<Place<'a>> {
    let folder = place.child(path)?;
    if folder.has_pictures() {
        return Some(folder);
    }
    folder.child(&folder.name()).filter(Place::has_pictures)
}
