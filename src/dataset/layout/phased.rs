//! MVTec's layout and its relatives: class folders with phases with species, masks in a parallel tree.

use super::harvest::Group;
use super::{Harvest, Place, Task};
use crate::dataset::{DatasetError, Label, Split};
use std::path::PathBuf;
use std::sync::Arc;

/// Class folders with phases with species.
#[derive(Debug)]
pub struct Phased {
    /// Which folders are classes.
    pub classes: ClassFolders,
    /// What is in a class folder.
    pub phases: &'static [Phase],
    /// The species that are normal; the released code knows the first, spelled so.
    pub normals: &'static [&'static str],
    /// Species one of which has to be there, where the classes' names say too little.
    pub proof: &'static [&'static str],
    /// The species are kept by name; otherwise all are the empty one.
    pub named_species: bool,
    /// What pictures are that lie in a phase's folder itself.
    pub loose: LoosePictures,
}

/// Which folders are classes.
#[derive(Debug)]
pub enum ClassFolders {
    /// Those named like the dataset's classes.
    OfTheirName,
    /// The first of these names that is there; its samples belong to the dataset's only class.
    Single(&'static [&'static str]),
    /// The folder of the first name, if it holds one of the second.
    WithFolder(&'static str, &'static str),
    /// All that hold phases.
    Any,
}

/// A folder of species in a class folder.
#[derive(Debug)]
pub struct Phase {
    /// Its path in the class folder.
    pub folder: &'static str,
    /// The half of the dataset it is.
    pub split: Split,
    /// Where the masks are.
    pub masks: MaskFolders,
}

/// Where the masks of a phase are, as paths in the class folder.
#[derive(Debug)]
pub enum MaskFolders {
    /// A folder for each species in this one.
    PerSpecies(&'static str),
    /// One folder for all.
    Shared(&'static str),
}

/// What pictures are that lie where only folders are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoosePictures {
    /// No part of the dataset.
    LeftOut,
    /// Images that nobody has labelled.
    Unlabelled,
    /// Anomalous images of this species, and the only ones there are.
    Anomalous(&'static str),
}

/// `train` and `test` with masks in `ground_truth`.
pub const MVTEC_PHASES: &[Phase] = &[
    Phase {
        folder: "train",
        split: Split::Train,
        masks: MaskFolders::PerSpecies("ground_truth"),
    },
    Phase {
        folder: "test",
        split: Split::Test,
        masks: MaskFolders::PerSpecies("ground_truth"),
    },
];

struct ClassFolder<'a> {
    place: Place<'a>,
    class: Arc<str>,
}

impl Phased {
    pub(super) fn folders(&self, place: &Place, task: &Task) -> Vec<PathBuf> {
        let found = self.class_folders(place, task);
        let strangers = match self.classes {
            ClassFolders::OfTheirName => place.children().filter(|child| self.is_class(child)).count(),
            _ => found.len(),
        };
        // More folders of other names than of the dataset's own: somebody's classes, not this dataset's.
        if strangers > 2 * found.len() || !self.is_proven(&found) {
            return Vec::new();
        }
        found.into_iter().map(|folder| folder.place.path).collect()
    }

    pub(super) fn read(&self, place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
        let mut harvest = Harvest::default();
        for class in self.class_folders(place, task) {
            for phase in self.phases {
                match class.place.child(phase.folder) {
                    Some(folder) => self.read_phase(&class, phase, &folder, task, &mut harvest)?,
                    None if task.reference() => {
                        let message = format!(
                            "{}/{} is missing: the released script stops here",
                            class.place.shown(),
                            phase.folder
                        );
                        harvest.warn(&class.place.path, message);
                    }
                    None => {}
                }
            }
        }
        Ok(harvest)
    }

    fn read_phase(
        &self,
        class: &ClassFolder,
        phase: &Phase,
        folder: &Place,
        task: &Task,
        harvest: &mut Harvest,
    ) -> Result<(), DatasetError> {
        let group = |species: &str| Group {
            split: phase.split,
            class: class.class.clone(),
            species: Arc::from(species),
        };
        match self.loose {
            LoosePictures::LeftOut => {}
            LoosePictures::Unlabelled => harvest.push_all(task, folder, &group(""), None),
            LoosePictures::Anomalous(species) => {
                harvest.push_all(task, folder, &group(species), Some(Label::Anomalous));
                return Ok(());
            }
        }
        for species in folder.children() {
            task.go_on()?;
            let name = species.name();
            let group = group(if self.named_species { &name } else { "" });
            if self.is_normal(&name, task) {
                harvest.push_all(task, &species, &group, Some(Label::Normal));
                continue;
            }
            let masks = match phase.masks {
                MaskFolders::PerSpecies(tree) => class.place.child(tree).and_then(|tree| tree.child(&name)),
                MaskFolders::Shared(folder) => class.place.child(folder),
            };
            harvest.push_masked(task, &species, masks.as_ref(), &group, Some(Label::Anomalous));
        }
        Ok(())
    }

    fn is_normal(&self, species: &str, task: &Task) -> bool {
        match task.reference() {
            true => self.normals.first() == Some(&species),
            false => self
                .normals
                .iter()
                .any(|normal| normal.eq_ignore_ascii_case(species)),
        }
    }

    fn class_folders<'a>(&self, place: &Place<'a>, task: &Task) -> Vec<ClassFolder<'a>> {
        let folder = |place: Place<'a>, class: &str| ClassFolder {
            place,
            class: Arc::from(class),
        };
        let is_class = |place: &Place| self.is_class(place);
        let inside: Vec<_> = match self.classes {
            ClassFolders::OfTheirName => {
                let named = task.classes.iter().map(|class| (place.child(class), class));
                named
                    .filter_map(|(place, class)| Some(folder(place.filter(is_class)?, class)))
                    .collect()
            }
            ClassFolders::Single(names) => {
                let mut named = names.iter().filter_map(|name| place.child(name)).filter(is_class);
                let class = task.classes.first().copied().unwrap_or_default();
                named
                    .next()
                    .map(|place| folder(place, class))
                    .into_iter()
                    .collect()
            }
            ClassFolders::WithFolder(name, inner) => {
                let named = place.child(name).filter(is_class);
                let class = task.classes.first().copied().unwrap_or_default();
                let named = named.filter(|place| place.child(inner).is_some());
                named.map(|place| folder(place, class)).into_iter().collect()
            }
            ClassFolders::Any => {
                let classes = place.children().filter(is_class);
                classes
                    .map(|place| folder(place.clone(), &place.name()))
                    .collect()
            }
        };
        if !inside.is_empty() || !self.is_class(place) {
            return inside;
        }
        // The place is a class itself.
        let name = place.name();
        let class = match self.classes {
            ClassFolders::OfTheirName => {
                let mut classes = task.classes.iter().copied();
                classes
                    .find(|class| class.eq_ignore_ascii_case(&name))
                    .map(str::to_owned)
            }
            ClassFolders::Single(names) => {
                let named = names.iter().any(|own| own.eq_ignore_ascii_case(&name));
                task.classes
                    .first()
                    .filter(|_| named)
                    .map(|class| (*class).to_owned())
            }
            ClassFolders::WithFolder(own, inner) => {
                let named = own.eq_ignore_ascii_case(&name) && place.child(inner).is_some();
                task.classes
                    .first()
                    .filter(|_| named)
                    .map(|class| (*class).to_owned())
            }
            ClassFolders::Any => Some(name),
        };
        class
            .map(|class| folder(place.clone(), &class))
            .into_iter()
            .collect()
    }

    fn is_class(&self, place: &Place) -> bool {
        let mut phases = self.phases.iter().filter_map(|phase| place.child(phase.folder));
        match self.loose {
            LoosePictures::Anomalous(_) => phases.any(|phase| phase.has_pictures()),
            LoosePictures::Unlabelled => phases.any(|phase| phase.has_pictures_below()),
            LoosePictures::LeftOut => {
                phases.any(|phase| phase.children().any(|species| species.has_pictures()))
            }
        }
    }

    fn is_proven(&self, folders: &[ClassFolder]) -> bool {
        let has = |folder: &ClassFolder, species: &str| {
            let mut phases = self
                .phases
                .iter()
                .filter_map(|phase| folder.place.child(phase.folder));
            phases.any(|phase| phase.child(species).is_some())
        };
        self.proof.is_empty()
            || folders
                .iter()
                .any(|folder| self.proof.iter().any(|species| has(folder, species)))
    }
}
