//! Pictures in folders, nothing known about them.

use super::harvest::Group;
use super::{Harvest, Place, Task};
use crate::dataset::{DatasetError, Pairing, Split};
use std::sync::Arc;

/// Every picture below `place`, unlabelled. Its class is the first folder on the way to it, or empty.
pub fn read_flat(place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
    let mut harvest = Harvest::default();
    let group = |class: &str| Group {
        split: Split::Test,
        class: Arc::from(class),
        species: Arc::from(""),
    };
    push(place, &group(""), &mut harvest);
    for child in place.children() {
        take(&child, &group(&child.name()), task, &mut harvest)?;
    }
    Ok(harvest)
}

fn take(place: &Place, group: &Group, task: &Task, harvest: &mut Harvest) -> Result<(), DatasetError> {
    task.go_on()?;
    push(place, group, harvest);
    for child in place.children() {
        take(&child, group, task, harvest)?;
    }
    Ok(())
}

fn push(place: &Place, group: &Group, harvest: &mut Harvest) {
    for name in place.files(Pairing::Stem) {
        harvest.push(group, place.path.join(name), None, None);
    }
}
