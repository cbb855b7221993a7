//! Numbers of samples, against the published ones.

use super::{Check, Finding};
use crate::dataset::catalogue::{self, Description, KnownCounts};
use crate::dataset::{DatasetIndex, Label, Sample, Split};
use std::path::Path;
use std::sync::Arc;

/// The samples of a class in a split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassCounts {
    /// Its name.
    pub class: Arc<str>,
    /// Label 0.
    pub normal: usize,
    /// Label 1.
    pub anomalous: usize,
    /// No label.
    pub unlabelled: usize,
    /// Samples with a mask.
    pub masks: usize,
}

/// The classes of a split in the order of the index.
pub fn class_counts(samples: &[Sample]) -> Vec<ClassCounts> {
    let mut classes: Vec<ClassCounts> = Vec::new();
    let mut last = 0;
    for sample in samples {
        if classes
            .get(last)
            .is_none_or(|counts| counts.class != sample.class)
        {
            let known = classes.iter().position(|counts| counts.class == sample.class);
            last = known.unwrap_or(classes.len());
            if known.is_none() {
                classes.push(ClassCounts::empty(sample.class.clone()));
            }
        }
        classes[last].add(sample);
    }
    classes
}

impl ClassCounts {
    fn empty(class: Arc<str>) -> Self {
        Self {
            class,
            normal: 0,
            anomalous: 0,
            unlabelled: 0,
            masks: 0,
        }
    }

    fn add(&mut self, sample: &Sample) {
        match sample.label {
            Some(Label::Normal) => self.normal += 1,
            Some(Label::Anomalous) => self.anomalous += 1,
            None => self.unlabelled += 1,
        }
        self.masks += usize::from(sample.mask.is_some());
    }

    /// All samples.
    pub fn total(&self) -> usize {
        self.normal + self.anomalous + self.unlabelled
    }

    /// The sum of several, under a name.
    pub fn sum(name: &str, counts: &[Self]) -> Self {
        counts.iter().fold(Self::empty(name.into()), |sum, counts| Self {
            class: sum.class,
            normal: sum.normal + counts.normal,
            anomalous: sum.anomalous + counts.anomalous,
            unlabelled: sum.unlabelled + counts.unlabelled,
            masks: sum.masks + counts.masks,
        })
    }
}

/// Where the test split differs from the published dataset.
pub(super) fn compare_with_table(index: &DatasetIndex) -> Vec<Finding> {
    let Some(description) = catalogue::find(index.kind) else {
        return Vec::new();
    };
    let classes = class_counts(index.samples(Split::Test));
    let mut findings: Vec<Finding> = totals(description, &ClassCounts::sum("test", &classes))
        .into_iter()
        .collect();
    for &(class, normal, anomalous) in description.class_counts {
        let found = classes.iter().find(|counts| *counts.class == *class);
        let (has_normal, has_anomalous) = found.map_or((0, 0), |counts| (counts.normal, counts.anomalous));
        if (has_normal, has_anomalous) != (normal, anomalous) {
            let message = format!(
                "{has_normal} normal and {has_anomalous} anomalous test images, published are {normal} and {anomalous}"
            );
            findings.push(Finding::problem(Check::Counts, Path::new(class), message));
        }
    }
    findings
}

fn totals(description: &Description, sum: &ClassCounts) -> Option<Finding> {
    let fits = |known: &KnownCounts| (known.normal, known.anomalous) == (sum.normal, sum.anomalous);
    if description.counts.is_empty() || description.counts.iter().any(fits) {
        return None;
    }
    let expected: Vec<String> = description.counts.iter().map(published).collect();
    let message = format!(
        "the test split has {} normal and {} anomalous images, {} is published with {}: numbers are not comparable \
         with published ones",
        sum.normal,
        sum.anomalous,
        description.title,
        expected.join(", or ")
    );
    Some(Finding::problem(Check::Counts, Path::new(""), message))
}

fn published(known: &KnownCounts) -> String {
    let name = match known.name {
        "" => String::new(),
        name => format!(" ({name})"),
    };
    format!("{} and {}{name}", known.normal, known.anomalous)
}
