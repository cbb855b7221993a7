//! HeadCT's layout: one folder of numbered images and a table of their labels.

use super::harvest::{Group, some_of};
use super::table::read_rows;
use super::{Harvest, Place, Task};
use crate::dataset::{DatasetError, Label, Split};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One folder of images, named by number, and a table of number and label.
#[derive(Debug)]
pub struct LabelTable {
    /// Where the images are: the first of these paths that holds numbered pictures. The empty one is the place itself.
    pub images: &'static [&'static str],
    /// The name of the table. It lies with the images, above them, or anywhere in the first three levels of the root.
    pub table: &'static str,
    /// The species of normal and of anomalous images.
    pub species: [&'static str; 2],
}

const DEEPEST_TABLE: usize = 3;

impl LabelTable {
    pub(super) fn folders(&self, place: &Place, task: &Task) -> Vec<PathBuf> {
        let images = self.images(place);
        let table = images
            .as_ref()
            .and_then(|images| self.find_table(place, images, task));
        images
            .filter(|_| table.is_some())
            .map(|images| images.path)
            .into_iter()
            .collect()
    }

    pub(super) fn read(&self, place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
        let mut harvest = Harvest::default();
        let Some(images) = self.images(place) else {
            return Ok(harvest);
        };
        let labels = match self.find_table(place, &images, task) {
            None => HashMap::new(),
            Some(table) => {
                let rows = read_rows(&task.tree.root.join(&table));
                let labels = match rows {
                    Ok(rows) => labels(&rows),
                    Err(error) => {
                        harvest.warn(&table, format!("{error}; the images have no labels"));
                        HashMap::new()
                    }
                };
                harvest.used.push(table);
                labels
            }
        };
        let class = task.only_class(place);
        let mut unlabelled = Vec::new();
        for name in images.files(task.options.pairing) {
            let label = number(name).and_then(|number| labels.get(&number).copied());
            let species = match label {
                // The released script writes the file's name.
                _ if task.reference() => &*name.to_string_lossy(),
                Some(Label::Normal) => self.species[0],
                Some(Label::Anomalous) => self.species[1],
                None => "",
            };
            let group = Group {
                split: Split::Test,
                class: class.clone(),
                species: Arc::from(species),
            };
            harvest.push(&group, images.path.join(name), None, label);
            if label.is_none() {
                unlabelled.push(name);
            }
        }
        if !unlabelled.is_empty() && !labels.is_empty() {
            let message = format!(
                "{} has no label for {} images ({})",
                self.table,
                unlabelled.len(),
                some_of(unlabelled.iter().copied())
            );
            harvest.warn(&images.path, message);
        }
        Ok(harvest)
    }

    fn images<'a>(&self, place: &Place<'a>) -> Option<Place<'a>> {
        let folders = self.images.iter().filter_map(|path| place.child(path));
        let numbered = |folder: &Place| {
            let names = folder.files(crate::dataset::Pairing::Stem);
            names.iter().any(|name| number(name).is_some())
        };
        folders.into_iter().find(numbered)
    }

    /// The table nearest to the images: with them, beside the folders above them, then anywhere.
    fn find_table(&self, place: &Place, images: &Place, task: &Task) -> Option<PathBuf> {
        let mut near = vec![images.path.as_path(), place.path.as_path()];
        near.extend(images.path.ancestors().skip(1));
        let in_folder = |path: &Path| {
            let folder = task.tree.top.folder(path)?;
            let mut files = folder.files.iter();
            let file = files.find(|file| file.name.eq_ignore_ascii_case(self.table))?;
            Some(path.join(&*file.name))
        };
        near.into_iter().find_map(in_folder).or_else(|| {
            let mut level = vec![Place::root(task.tree)];
            for _ in 0..DEEPEST_TABLE {
                level = level
                    .iter()
                    .flat_map(|place| place.children().collect::<Vec<_>>())
                    .collect();
                if let Some(found) = level.iter().find_map(|place| in_folder(&place.path)) {
                    return Some(found);
                }
            }
            None
        })
    }
}

/// Number → label, from rows of two numbers; a header is no such row.
fn labels(rows: &[Vec<String>]) -> HashMap<u64, Label> {
    let pairs = rows.iter().filter_map(|row| match &row[..] {
        [id, value, ..] => Some((id.parse().ok()?, value.parse::<i64>().ok()?)),
        _ => None,
    });
    pairs
        .map(|(id, value)| {
            (
                id,
                if value == 0 {
                    Label::Normal
                } else {
                    Label::Anomalous
                },
            )
        })
        .collect()
}

fn number(name: &OsStr) -> Option<u64> {
    Path::new(name).file_stem()?.to_str()?.parse().ok()
}
