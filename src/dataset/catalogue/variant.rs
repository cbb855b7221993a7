//! Which variant of a dataset the numbers of images are.

use super::{Description, KnownCounts};
use crate::base::printable;
use crate::dataset::layout::Harvest;
use crate::dataset::{IndexWarning, Label, Sample};
use std::path::Path;

/// What the numbers say about a reading of a dataset.
pub(super) struct Variant {
    /// The known variant, if it is one.
    pub known: Option<&'static KnownCounts>,
    /// What to say.
    pub warnings: Vec<IndexWarning>,
}

/// Compares a reading with what is known of the dataset. `at` is where the dataset lies.
pub(super) fn identify(description: &'static Description, harvest: &Harvest, at: &Path) -> Variant {
    let mut warnings = Vec::new();
    let mut say = |message: String| {
        warnings.push(IndexWarning {
            path: at.to_owned(),
            message,
        });
    };
    let missing = missing_classes(description, harvest);
    if !missing.is_empty() {
        say(format!(
            "{} of the {} classes of {} are missing: {}",
            missing.len(),
            description.classes.len(),
            description.title,
            missing.join(", ")
        ));
    }
    let (normal, anomalous) = count(harvest.test.iter());
    let same = |known: &&KnownCounts| (known.normal, known.anomalous) == (normal, anomalous);
    let known = description.counts.iter().find(same);
    match known {
        Some(known) if !known.caution.is_empty() => say(known.caution.to_owned()),
        Some(_) => {}
        None if !missing.is_empty() => {
            if let Some(message) = differing_classes(description, harvest, &missing) {
                say(message);
            }
        }
        None if !description.counts.is_empty() => {
            let expected: Vec<String> = description.counts.iter().map(named).collect();
            let classes = differing_classes(description, harvest, &missing);
            let classes = classes.map(|classes| format!("; {classes}")).unwrap_or_default();
            say(format!(
                "counts differ from every known variant: {normal}/{anomalous} normal and anomalous test images, \
                 expected {}{classes}",
                expected.join(" or ")
            ));
        }
        None => {}
    }
    Variant { known, warnings }
}

fn named(known: &KnownCounts) -> String {
    let counts = format!("{}/{}", known.normal, known.anomalous);
    match known.name {
        "" => counts,
        name => format!("{counts} ({name})"),
    }
}

/// Normal and anomalous ones.
pub(super) fn count<'a>(samples: impl Iterator<Item = &'a Sample>) -> (usize, usize) {
    samples.fold((0, 0), |(normal, anomalous), sample| match sample.label {
        Some(Label::Normal) => (normal + 1, anomalous),
        Some(Label::Anomalous) => (normal, anomalous + 1),
        None => (normal, anomalous),
    })
}

fn missing_classes(description: &'static Description, harvest: &Harvest) -> Vec<&'static str> {
    let has = |class: &str| {
        harvest
            .test
            .iter()
            .chain(&harvest.train)
            .any(|sample| &*sample.class == class)
    };
    let classes = description.classes.iter().copied();
    classes.filter(|class| !has(class)).collect()
}

fn differing_classes(description: &Description, harvest: &Harvest, missing: &[&str]) -> Option<String> {
    const SHOWN: usize = 3;
    let present = description
        .class_counts
        .iter()
        .filter(|(class, ..)| !missing.contains(class));
    let differing: Vec<String> = present
        .filter_map(|(class, normal, anomalous)| {
            let found = count(harvest.test.iter().filter(|sample| &*sample.class == *class));
            (found != (*normal, *anomalous)).then(|| {
                let class = printable(class);
                format!("{class} {}/{} for {normal}/{anomalous}", found.0, found.1)
            })
        })
        .collect();
    let more = differing.len().saturating_sub(SHOWN);
    let shown = differing
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match (differing.len(), more) {
        (0, _) => None,
        (_, 0) => Some(format!("classes that differ: {shown}")),
        _ => Some(format!("classes that differ: {shown} and {more} more")),
    }
}
