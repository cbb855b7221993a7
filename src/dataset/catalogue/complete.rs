//! From a reading to what is handed out: sorted, its variant named, what was left out said.

use super::candidates::Candidate;
use super::variant::identify;
use crate::base::printable;
use crate::dataset::layout::{Generic, Harvest, LeaveOut, Place, Recognised, forward_slashes, sweep};
use crate::dataset::{IndexOptions, IndexWarning, Pairing, Tree};
use std::cmp::Ordering;
use std::path::PathBuf;

pub(super) fn finish(
    chosen: &Candidate,
    candidates: &[Candidate],
    mut harvest: Harvest,
    tree: &Tree,
    options: &IndexOptions,
) -> Recognised {
    let description = chosen.description;
    if options.pairing == Pairing::Stem {
        sort(&mut harvest, description.classes);
    }
    let variant = identify(description, &harvest, &chosen.place.path);
    let mut warnings = std::mem::take(&mut harvest.warnings);
    if !chosen.packaging.caution.is_empty() {
        warnings.push(IndexWarning {
            path: chosen.place.path.clone(),
            message: chosen.packaging.caution.to_owned(),
        });
    }
    warnings.extend(variant.warnings);
    let others = other_datasets(chosen, candidates);
    if let Some((path, other)) = others.first() {
        warnings.push(IndexWarning {
            path: PathBuf::new(),
            message: format!(
                "several datasets lie here; {} was taken. For {other} open {}",
                description.title,
                printable(&forward_slashes(path)),
            ),
        });
    }
    let reasons = LeaveOut {
        named: description.leave_out,
        at: others
            .into_iter()
            .map(|(path, title)| (path, format!("another dataset: {title}")))
            .collect(),
    };
    let excluded = sweep(&Place::root(tree), &harvest, &reasons);
    let variant = match variant.known {
        None => chosen.packaging.name.to_owned(),
        Some(known) => {
            let counts = format!("{}, {}/{}", chosen.packaging.name, known.normal, known.anomalous);
            let said = known.name.is_empty() || chosen.packaging.name.starts_with(known.name);
            if said {
                counts
            } else {
                format!("{counts} ({})", known.name)
            }
        }
    };
    Recognised {
        kind: description.id,
        variant,
        test: harvest.test,
        train: harvest.train,
        excluded,
        warnings,
    }
}

/// Other datasets beside the chosen one, with a folder of each.
fn other_datasets(chosen: &Candidate, candidates: &[Candidate]) -> Vec<(PathBuf, &'static str)> {
    let mut others: Vec<(PathBuf, &'static str)> = Vec::new();
    for other in candidates
        .iter()
        .filter(|other| other.description.id != chosen.description.id)
    {
        let beside = |path: &PathBuf| {
            let mut own = chosen.fit.folders.iter();
            own.all(|folder| !folder.starts_with(path) && !path.starts_with(folder))
        };
        if other.fit.folders.iter().all(beside) {
            let at_place = beside(&other.place.path).then(|| vec![other.place.path.clone()]);
            let folders = at_place.unwrap_or_else(|| other.fit.folders.clone());
            for folder in folders {
                if !others.iter().any(|(path, _)| *path == folder) {
                    others.push((folder, other.description.title));
                }
            }
        }
    }
    others
}

pub(super) fn finish_generic(
    generic: &'static Generic,
    mut harvest: Harvest,
    tree: &Tree,
    options: &IndexOptions,
    notes: &[IndexWarning],
) -> Recognised {
    if options.pairing == Pairing::Stem {
        sort(&mut harvest, &[]);
    }
    let excluded = sweep(&Place::root(tree), &harvest, &LeaveOut::default());
    let mut warnings = notes.to_vec();
    warnings.append(&mut harvest.warnings);
    Recognised {
        kind: generic.id,
        variant: generic.title.to_owned(),
        test: harvest.test,
        train: harvest.train,
        excluded,
        warnings,
    }
}

/// Classes in the order of the report, others after them by name; then species and files by code point.
fn sort(harvest: &mut Harvest, classes: &[&str]) {
    let rank = |class: &str| {
        classes
            .iter()
            .position(|own| *own == class)
            .unwrap_or(classes.len())
    };
    let by_class = |a: &str, b: &str| match a == b {
        true => Ordering::Equal,
        false => rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)),
    };
    for samples in [&mut harvest.test, &mut harvest.train] {
        samples.sort_by(|a, b| {
            let species = || a.species.cmp(&b.species);
            by_class(&a.class, &b.class)
                .then_with(species)
                .then_with(|| a.image.cmp(&b.image))
        });
    }
}
