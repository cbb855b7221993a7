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
    pub(super) fn folders(&self, place: &Place) -> Vec<PathBuf> {
        let of = |role: Role| {
            let children = place
                .children()
                .filter(move |child| self.role(&child.name()) == role);
            children
                .map(|child| self.images_of(&child))
                .filter(Place::has_pictures)
        };
        let (normal, anomalous) = (of(Role::Normal).next(), of(Role::Anomalous).next());
        match (normal, anomalous) {
            (Some(_), Some(_)) => {
                let all = of(Role::Normal).chain(of(Role::Anomalous));
                all.map(|folder| folder.path).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn read(&self, place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
        let mut harvest = Harvest::default();
        let class = task.only_class(place);
        let masks = self.masks.iter().find_map(|name| place.child(name));
        for child in place.children() {
            task.go_on()?;
            let name = child.name();
            let group = Group {
                split: Split::Test,
                class: class.clone(),
                species: Arc::from(&*name),
            };
            if task.reference() {
                self.read_as_released(&child, &group, task, &mut harvest);
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
        if task.reference() && !place.folder.files.is_empty() {
            let message = format!(
                "{} holds files beside its folders: the released script takes them for folders and stops",
                place.shown()
            );
            harvest.warn(&place.path, message);
        }
        Ok(harvest)
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
