//! VisA's layout: a table names every image, its split, label and mask.

use super::harvest::Group;
use super::table::read_rows;
use super::{Harvest, Place, Task};
use crate::base::printable;
use crate::dataset::{DatasetError, IndexWarning, Label, Split};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A table with the columns object, split, label, image, mask.
#[derive(Debug)]
pub struct SplitTable {
    /// Its path in the dataset.
    pub table: &'static str,
    /// The label of anomalous images; every other one is normal.
    pub anomalous: &'static str,
}

const COLUMNS: [&str; 5] = ["object", "split", "label", "image", "mask"];

/// Rows that could not be used.
#[derive(Default)]
struct Unusable {
    rows: usize,
    first: String,
}

impl Unusable {
    fn add(&mut self, what: &str) {
        if self.rows == 0 {
            self.first = printable(what).into_owned();
        }
        self.rows += 1;
    }
}

impl SplitTable {
    pub(super) fn folders(&self, place: &Place) -> Vec<PathBuf> {
        match self.file(place) {
            Some(_) => vec![place.path.clone()],
            None => Vec::new(),
        }
    }

    pub(super) fn read(&self, place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
        let mut harvest = Harvest::default();
        let Some(file) = self.file(place) else {
            return Ok(harvest);
        };
        let rows = match read_rows(&task.tree.root.join(&file)) {
            Ok(rows) => rows,
            Err(error) => {
                harvest.unusable = Some(IndexWarning {
                    path: file,
                    message: format!("{error}; the split it names is unknown"),
                });
                return Ok(harvest);
            }
        };
        let (columns, rows) = columns_and_rows(&rows);
        let (mut no_image, mut no_mask, mut no_split) =
            (Unusable::default(), Unusable::default(), Unusable::default());
        let mut classes: HashMap<&str, Arc<str>> = HashMap::new();
        for row in rows {
            task.go_on()?;
            let [object, split, label, image, mask] = columns.map(|column| row.get(column).map_or("", |f| f));
            let split = match split {
                "test" => Split::Test,
                "train" => Split::Train,
                other => {
                    no_split.add(other);
                    continue;
                }
            };
            let Some(image) = find(place, image) else {
                no_image.add(image);
                continue;
            };
            let anomalous = label == self.anomalous;
            let mask_file = find(place, mask).filter(|_| anomalous);
            if anomalous && mask_file.is_none() {
                no_mask.add(mask);
            }
            let label = if anomalous {
                Label::Anomalous
            } else {
                Label::Normal
            };
            let group = Group {
                split,
                class: classes.entry(object).or_insert_with(|| Arc::from(object)).clone(),
                species: Arc::from(""),
            };
            harvest.push(&group, image, mask_file, Some(label));
        }
        for (unusable, message) in [
            (no_image, "rows name an image that is not there and are left out"),
            (
                no_mask,
                "anomalous rows name a mask that is not there: their masks are empty",
            ),
            (
                no_split,
                "rows name a split that is neither train nor test and are left out",
            ),
        ] {
            if unusable.rows > 0 {
                let message = format!("{} {message} (first: {})", unusable.rows, unusable.first);
                harvest.warn(&file, message);
            }
        }
        if task.reference() {
            // The released script goes through the table once and keeps the order of a class's rows.
            let place_of = |class: &str| task.classes.iter().position(|own| *own == class);
            let order = |sample: &crate::dataset::Sample| place_of(&sample.class).unwrap_or(usize::MAX);
            harvest.test.sort_by_key(order);
            harvest.train.sort_by_key(order);
        }
        harvest.used.push(file);
        Ok(harvest)
    }

    fn file(&self, place: &Place) -> Option<PathBuf> {
        let (folder, name) = self.table.rsplit_once('/').unwrap_or(("", self.table));
        let folder = place.child(folder)?;
        folder.folder.file(name).map(|file| folder.path.join(&*file.name))
    }
}

/// Which field is which: by the header, or in the usual order where there is none.
fn columns_and_rows(rows: &[Vec<String>]) -> ([usize; 5], &[Vec<String>]) {
    if let Some((header, rest)) = rows.split_first() {
        let place = |name: &str| header.iter().position(|field| field.eq_ignore_ascii_case(name));
        if let [Some(a), Some(b), Some(c), Some(d), Some(e)] = COLUMNS.map(place) {
            return ([a, b, c, d, e], rest);
        }
    }
    ([0, 1, 2, 3, 4], rows)
}

/// The file that a row names, if it is there; a path that leads out of the dataset is not.
fn find(place: &Place, path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    let name = path.file_name().filter(|_| plain)?;
    let folder = place.folder.folder(path.parent()?)?;
    folder.file(name)?;
    Some(place.path.join(path))
}
