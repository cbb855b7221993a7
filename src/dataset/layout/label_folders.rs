//! DAGM's layout: class folders with phases of images, masks of the anomalous ones in a folder inside.

use super::harvest::{Group, some_of};
use super::{Harvest, Place, Task};
use crate::dataset::pairing::pair;
use crate::dataset::{DatasetError, Label, Pairing, Split};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Class folders with phases of images; an image with a mask is anomalous.
#[derive(Debug)]
pub struct LabelFolders {
    /// The folders in a class folder and what they are.
    pub phases: &'static [(&'static str, Split)],
    /// The folder of masks in a phase's folder.
    pub masks: &'static str,
    /// How a file's name ends for the released script, to the letter.
    pub suffix: &'static str,
}

impl LabelFolders {
    pub(super) fn folders(&self, place: &Place, task: &Task) -> Vec<PathBuf> {
        let classes = self.class_folders(place, task);
        classes.into_iter().map(|(folder, _)| folder.path).collect()
    }

    fn class_folders<'a>(&self, place: &Place<'a>, task: &Task) -> Vec<(Place<'a>, &'static str)> {
        let named = task
            .classes
            .iter()
            .filter_map(|class| Some((place.child(class)?, *class)));
        let inside: Vec<_> = named.filter(|(folder, _)| self.is_class(folder)).collect();
        if !inside.is_empty() || !self.is_class(place) {
            return inside;
        }
        let name = place.name();
        let mut classes = task.classes.iter().copied();
        let class = classes.find(|class| class.eq_ignore_ascii_case(&name));
        class.map(|class| (place.clone(), class)).into_iter().collect()
    }

    fn is_class(&self, place: &Place) -> bool {
        let mut phases = self.phases.iter().filter_map(|(phase, _)| place.child(phase));
        phases.any(|phase| {
            let labelled = phase.child(self.masks).is_some();
            phase.has_pictures() && (labelled || !self.of_the_reference(&phase).is_empty())
        })
    }

    fn of_the_reference<'a>(&self, place: &Place<'a>) -> Vec<&'a OsStr> {
        let mut names = place.files(Pairing::Reference);
        names.retain(|name| name.as_encoded_bytes().ends_with(self.suffix.as_bytes()));
        names
    }

    pub(super) fn read(&self, place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
        let mut harvest = Harvest::default();
        for (folder, class) in self.class_folders(place, task) {
            for (phase, split) in self.phases {
                task.go_on()?;
                let Some(phase) = folder.child(phase) else {
                    continue;
                };
                let group = Group {
                    split: *split,
                    class: Arc::from(class),
                    species: Arc::from(""),
                };
                self.read_phase(&phase, &group, task, &mut harvest);
            }
        }
        Ok(harvest)
    }

    fn read_phase(&self, phase: &Place, group: &Group, task: &Task, harvest: &mut Harvest) {
        let masks = phase.child(self.masks);
        let list = |place: &Place<'_>| -> Vec<PathBuf> {
            let names = match task.reference() {
                true => self.of_the_reference(place),
                false => place.files(Pairing::Stem),
            };
            names.into_iter().map(PathBuf::from).collect()
        };
        let image_names = list(phase);
        let mask_names = masks.as_ref().map_or_else(Vec::new, list);
        let of_image = match task.reference() {
            true => self.pair_as_released(&image_names, &mask_names),
            false => {
                let names =
                    |list: &'_ [PathBuf]| list.iter().map(|n| n.as_os_str().to_owned()).collect::<Vec<_>>();
                let (images, masks) = (names(&image_names), names(&mask_names));
                let images: Vec<_> = images.iter().map(|name| &**name).collect();
                let masks: Vec<_> = masks.iter().map(|name| &**name).collect();
                let pairs = pair(&images, &masks, Pairing::Stem);
                // An image without a mask is normal here, so that equal numbers say nothing.
                if pairs.by_place {
                    vec![None; images.len()]
                } else {
                    pairs.masks
                }
            }
        };
        for (image, mask) in image_names.iter().zip(of_image) {
            let mask = mask.and_then(|mask| Some(masks.as_ref()?.path.join(&mask_names[mask])));
            let label = if mask.is_some() {
                Label::Anomalous
            } else {
                Label::Normal
            };
            harvest.push(group, phase.path.join(image), mask, Some(label));
        }
        harvest.mask_folders.extend(masks.map(|masks| masks.path));
        self.warn_of_suffixes(phase, &image_names, harvest);
    }

    /// A mask's image is what stands before the first `_`, and the suffix.
    fn pair_as_released(&self, images: &[PathBuf], masks: &[PathBuf]) -> Vec<Option<usize>> {
        let mut of_image = vec![None; images.len()];
        for (place, mask) in masks.iter().enumerate() {
            let name = mask.to_string_lossy();
            let stem = name.split('_').next().unwrap_or_default();
            let image = PathBuf::from(format!("{stem}{}", self.suffix));
            if let Ok(image) = images.binary_search_by(|own| own.as_os_str().cmp(image.as_os_str())) {
                of_image[image] = Some(place);
            }
        }
        of_image
    }

    fn warn_of_suffixes(&self, phase: &Place, images: &[PathBuf], harvest: &mut Harvest) {
        let skipped = |name: &&PathBuf| {
            !name
                .as_os_str()
                .as_encoded_bytes()
                .ends_with(self.suffix.as_bytes())
        };
        let skipped: Vec<&Path> = images.iter().filter(skipped).map(PathBuf::as_path).collect();
        if !skipped.is_empty() {
            let message = format!(
                "{} images in {} do not end in {} ({}): the released script skips them",
                skipped.len(),
                phase.shown(),
                self.suffix,
                some_of(skipped.iter().map(|name| name.as_os_str()))
            );
            harvest.warn(&phase.path, message);
        }
    }
}
