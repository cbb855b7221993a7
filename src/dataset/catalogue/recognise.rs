//! Which dataset a folder is.
//!
//! The root is looked at first, then the folders in it, then the folders in those. At the first depth where a known
//! dataset's own structure is found, or a shared structure with the dataset's name or mark, that is it; among several
//! the clearest sign wins (structure and marks before names), then the one with the most folders, then the order of
//! [`DATASETS`] and of their packagings. A shared structure without name or mark is taken for a dataset only where the
//! catalogue says so, and with a warning. Otherwise the generic packagings are tried, and the last takes anything.

use super::DATASETS;
use super::candidates::{Candidate, Sign, candidates, places, task};
use super::complete::{finish, finish_generic};
use super::variant::count;
use crate::base::{printable, printable_path};
use crate::dataset::layout::{GENERIC, Generic, Place, Recognised, Task, read_flat};
use crate::dataset::{DatasetError, IndexOptions, IndexWarning, Tree};

/// Understands a tree. Without a kind in the options something is always found.
///
/// # Errors
/// When the options name a kind that is unknown or that the tree is not, and when somebody cancels.
pub fn recognise(tree: &Tree, options: &IndexOptions) -> Result<Recognised, DatasetError> {
    let places = places(tree);
    match options.kind.as_deref() {
        None => recognise_any(tree, options, &places),
        Some(kind) => recognise_as(kind, tree, options, &places),
    }
}

fn recognise_any(
    tree: &Tree,
    options: &IndexOptions,
    places: &[Vec<Place>],
) -> Result<Recognised, DatasetError> {
    let mut notes = Vec::new();
    let mut guesses = Vec::new();
    for level in places {
        let mut candidates = candidates(DATASETS, level, tree, options);
        let weak = |candidate: &Candidate| candidate.sign < Sign::Name;
        guesses.extend(candidates.extract_if(.., |candidate| weak(candidate)));
        if let Some(found) = read_best(&candidates, tree, options, &mut notes)? {
            return Ok(found);
        }
        guesses.retain(|guess| guess.sign == Sign::Suggested);
    }
    if let Some(found) = guess(&guesses, tree, options, &mut notes)? {
        return Ok(found);
    }
    for generic in GENERIC {
        if let Some(found) = read_generic(generic, tree, options, places, &notes)? {
            return Ok(found);
        }
    }
    // The last generic packaging takes anything.
    read_as_flat(tree, options, &notes)
}

fn recognise_as(
    kind: &str,
    tree: &Tree,
    options: &IndexOptions,
    places: &[Vec<Place>],
) -> Result<Recognised, DatasetError> {
    let expected = if let Some(generic) = GENERIC.iter().find(|generic| generic.id == kind) {
        if let Some(found) = read_generic(generic, tree, options, places, &[])? {
            return Ok(found);
        }
        generic.tree
    } else {
        let index = DATASETS.iter().position(|description| description.id == kind);
        let wanted = index.map_or(&[][..], |index| &DATASETS[index..=index]);
        let Some(description) = wanted.first() else {
            let known = DATASETS
                .iter()
                .map(|own| own.id)
                .chain(GENERIC.iter().map(|own| own.id));
            return Err(DatasetError::UnknownKind {
                kind: printable(kind).into_owned(),
                known: known.collect::<Vec<_>>().join(", "),
            });
        };
        let mut notes = Vec::new();
        for level in places {
            let candidates = candidates(wanted, level, tree, options);
            if let Some(found) = read_best(&candidates, tree, options, &mut notes)? {
                return Ok(found);
            }
        }
        description.tree
    };
    Err(DatasetError::NotThatKind {
        path: printable_path(&tree.root),
        kind: kind.to_owned(),
        expected: expected.trim_end().replace('\n', "\n  "),
    })
}

/// Reads the first candidate that can be read.
fn read_best(
    candidates: &[Candidate],
    tree: &Tree,
    options: &IndexOptions,
    notes: &mut Vec<IndexWarning>,
) -> Result<Option<Recognised>, DatasetError> {
    for candidate in candidates {
        let task = task(candidate.description, tree, options);
        let mut harvest = candidate.packaging.layout.read(&candidate.place, &task)?;
        if let Some(problem) = harvest.unusable.take() {
            notes.push(problem);
            continue;
        }
        harvest.warnings.splice(..0, notes.drain(..));
        return Ok(Some(finish(candidate, candidates, harvest, tree, options)));
    }
    Ok(None)
}

/// Of datasets that share the structure found, the one whose numbers are right, or the first.
fn guess(
    guesses: &[Candidate],
    tree: &Tree,
    options: &IndexOptions,
    notes: &mut Vec<IndexWarning>,
) -> Result<Option<Recognised>, DatasetError> {
    let Some(first) = guesses.first() else {
        return Ok(None);
    };
    let alike: Vec<&Candidate> = guesses
        .iter()
        .filter(|guess| guess.place.path == first.place.path)
        .collect();
    let mut chosen = first;
    for guess in &alike {
        let task = task(guess.description, tree, options);
        let harvest = guess.packaging.layout.read(&guess.place, &task)?;
        if guess.description.published_counts() == Some(count(harvest.test.iter())) {
            chosen = guess;
            break;
        }
    }
    let others: Vec<_> = alike
        .iter()
        .filter(|guess| guess.description.id != chosen.description.id)
        .collect();
    if let Some(other) = others.first() {
        notes.push(IndexWarning {
            path: chosen.place.path.clone(),
            message: format!(
                "{} and {} look alike; taken for {}. If it is the other: --kind {}",
                chosen.description.title,
                other.description.title,
                chosen.description.title,
                other.description.id
            ),
        });
    }
    read_best(std::slice::from_ref(chosen), tree, options, notes)
}

fn read_generic(
    generic: &'static Generic,
    tree: &Tree,
    options: &IndexOptions,
    places: &[Vec<Place>],
    notes: &[IndexWarning],
) -> Result<Option<Recognised>, DatasetError> {
    let Some(layout) = &generic.layout else {
        return read_as_flat(tree, options, notes).map(Some);
    };
    let task = generic_task(tree, options);
    // The folders in the root only if one of them is all there is: others would be left out silently.
    let root = places.first().into_iter().flatten();
    let inside: Vec<&Place> = places
        .get(1)
        .into_iter()
        .flatten()
        .filter(|place| place.has_pictures_below())
        .collect();
    let alone = inside.into_iter().take_while(|_| tree.top.folders.len() == 1);
    for place in root.chain(alone) {
        if layout.fit(place, &task).is_some() {
            let harvest = layout.read(place, &task)?;
            return Ok(Some(finish_generic(generic, harvest, tree, options, notes)));
        }
    }
    Ok(None)
}

fn read_as_flat(
    tree: &Tree,
    options: &IndexOptions,
    notes: &[IndexWarning],
) -> Result<Recognised, DatasetError> {
    let harvest = read_flat(&Place::root(tree), &generic_task(tree, options))?;
    let flat = &GENERIC[GENERIC.len() - 1];
    Ok(finish_generic(flat, harvest, tree, options, notes))
}

fn generic_task<'a>(tree: &'a Tree, options: &'a IndexOptions) -> Task<'a> {
    Task {
        tree,
        options,
        classes: &[],
        has_masks: true,
    }
}
