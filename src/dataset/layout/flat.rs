//! Pictures in folders, nothing known about them.

use super::harvest::Group;
use super::{Harvest, Place, Task};
use crate::dataset::{DatasetError, Split};
use std::sync::Arc;

/// Every picture below `place`, unlabelled. Its class is the first folder on the way to it, or empty.
pub fn read_flat(place: &Place, task: &Task) -> Result<Harvest, DatasetError> {
    let mut harvest = Harvest::default();
    let group = |class: &str| Group {
        split: Split::Test,
        class: Arc::from(class),
        species: Arc::from(""),
    };
    harvest.push_all(task, place, &group(""), None);
    for child in place.children() {
        take(&child, &group(&child.name()), task, &mut harvest)?;
    }
    Ok(harvest)
}

fn take(place: &Place, group: &Group, task: &Task, harvest: &mut Harvest) -> Result<(), DatasetError> {
    task.go_on()?;
    harvest.push_all(task, place, group, None);
    for child in place.children() {
        take(&child, group, task, harvest)?;
    }
    Ok(())
}
