//! Folders that are species, some normal, the others not.

use super::harvest::Group;
use super::{Harvest, Place, Task};
use crate::dataset::{DatasetError, Label, Split};
use std::path::PathBuf;
use std::sync::Arc;

/// Folders of images, named by what is in them.
#[derive(Debug)]
pub struct SpeciesFolders {
    /// Folders of normal images; the released code knows the first, spelled so.
    pub normals: &'static [&'static str],
    /// Folders of anomalous images.
    pub anomalous: AnomalousFolders,
    /// Where the images may lie in a species' folder, one deeper.
    pub inner: &'static [&'static str],
    /// Folders of masks, whose names are those of the images.
    pub masks: &'static [&'static str],
}

/// Which folders hold anomalous images.
#[derive(Debug)]
pub enum AnomalousFolders {
    /// These. The released code takes every folder that is not normal.
    Named(&'static [&'static str]),
    /// Every folder that is neither normal nor of masks.
    Rest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Normal,
    Anomalous,
    Other,
}

impl SpeciesFolders {
    pub(super) fn folders(&self, place: &Place, task: &Task) -> Vec<PathBuf> {
        let classes = self.class_folders(place, task);
        classes
            .iter()
            .flat_map(|class| self.species_folders(class))
            .collect()
    }

    /// The place itself; where any class will do, else the folders in it that are laid out so.
    fn class_folders<'a>(&self, place: &Place<'a>, task: &Task) -> Vec<Place<'a>> {
        if !self.species_folders(place).is_empty() {
            return vec![place.clone()];
        }
        let inside = place
            .children()
            .filter(|child| !self.species_folders(child).is_empty());
        inside.take_while(|_| task.classes.is_empty()).collect()
    }

    /// Normal and anomalous folders; none unless there are both.
    fn species_folders(&self, place: &Place) -> Vec<PathBuf> {
        let of = |role: Role| -> Vec<PathBuf> {
            let children = place.children().filter(|child| self.role(&child.name()) == role);
            let images = children.map(|child| self.images_of(&child));
            images
                .filter(Place::has_pictures)
                .map(|images| images.path)
                .collect()
        };
        let normal = of(Role::Normal);
        let anomalous = if normal.is_empty() {
            Vec::new()
        } else {
            of(Role::Anomalous)
        };
        match anomalous.is_empty() {
            true => Vec::new(),
            false => normal.into_iter().chain(anomalous).collect(),
        }
    }

    pub(super) fn read(&self, place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
        let mut harvest = Harvest::default();
        for class in self.class_folders(place, task) {
            self.read_class(&class, task, &mut harvest)?;
        }
        Ok(harvest)
    }

    fn read_class(&self, place: &Place, task: &Task, harvest: &mut Harvest) -> Result<(), DatasetError> {
        let class = task.only_class(place);
        let masks = self.masks.iter().find_map(|name| place.child(name));
        // The released scripts know no folder but those of their datasets.
        let as_released = task.reference() && matches!(self.anomalous, AnomalousFolders::Named(_));
        for child in place.children() {
            task.go_on()?;
            let name = child.name();
            let group = Group {
                split: Split::Test,
                class: class.clone(),
                species: Arc::from(&*name),
            };
            if as_released {
                self.read_as_released(&child, &group, task, harvest);
                continue;
            }
            let images = self.images_of(&child);
            match (self.role(&name), &masks) {
                (Role::Other, _) => {}
                (Role::Normal, _) => harvest.push_all(task, &images, &group, Some(Label::Normal)),
                (Role::Anomalous, None) => harvest.push_all(task, &images, &group, Some(Label::Anomalous)),
                (Role::Anomalous, Some(masks)) => {
                    let own = masks.child(&name).unwrap_or_else(|| masks.clone());
                    harvest.push_masked(task, &images, Some(&own), &group, Some(Label::Anomalous));
                }
            }
        }
        if as_released && !place.folder.files.is_empty() {
            let message = format!(
                "{} holds files beside its folders: the released script takes them for folders and stops",
                place.shown()
            );
            harvest.warn(&place.path, message);
        }
        Ok(())
    }

    /// Every folder is a species, everything in it an image.
    fn read_as_released(&self, child: &Place, group: &Group, task: &Task, harvest: &mut Harvest) {
        let normal = self.normals.first() == Some(&&*group.species);
        let label = if normal { Label::Normal } else { Label::Anomalous };
        harvest.push_all(task, child, group, Some(label));
        if !child.folder.folders.is_empty() {
            let message = format!(
                "{} holds folders: the released code takes them for images and stops; they are left out",
                child.shown()
            );
            harvest.warn(&child.path, message);
        }
    }

    fn role(&self, name: &str) -> Role {
        let among = |names: &[&str]| names.iter().any(|own| own.eq_ignore_ascii_case(name));
        match self.anomalous {
            _ if among(self.normals) => Role::Normal,
            AnomalousFolders::Named(names) if among(names) => Role::Anomalous,
            AnomalousFolders::Rest if !among(self.masks) => Role::Anomalous,
            _ => Role::Other,
        }
    }

    fn images_of<'a>(&self, child: &Place<'a>) -> Place<'a> {
        let mut inner = self.inner.iter().filter_map(|name| child.child(name));
        let deeper = inner.find(|inner| inner.has_pictures() && !child.has_pictures());
        deeper.unwrap_or_else(|| child.clone())
    }
}
