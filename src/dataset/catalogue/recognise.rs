//! Which dataset a folder is.
//!
//! The root is looked at first, then the folders in it, then the folders in those. At the first depth where a known
//! dataset's own structure is found, or a shared structure with the dataset's name or mark, that is it; among several
//! the clearest sign wins (structure and marks before names), then the one with the most folders, then the order of
//! [`DATASETS`] and of their packagings. A shared structure without name or mark is taken for a dataset only where the
//! catalogue says so, and with a warning. Otherwise the generic packagings are tried, and the last takes anything.

use super::variant::{count, identify};
use super::{DATASETS, Description, Packaging, Signature};
use crate::base::{printable, printable_path};
use crate::dataset::layout::{
    Fit, GENERIC, Generic, Harvest, LeaveOut, Place, Recognised, Task, forward_slashes, read_flat, sweep,
};
use crate::dataset::{DatasetError, IndexOptions, IndexWarning, Pairing, Sample, Tree};
use std::path::PathBuf;

/// Folders below the root that may be the dataset.
const DEEPEST: usize = 2;

/// How clearly a place is a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// A structure that others share, and nothing else.
    None,
    /// Likewise, and the catalogue allows a guess.
    Suggested,
    /// A shared structure in a folder of the dataset's name.
    Name,
    /// The dataset's own structure, or a mark.
    Own,
}

struct Candidate<'a> {
    description: &'static Description,
    packaging: &'static Packaging,
    place: Place<'a>,
    fit: Fit,
    sign: Sign,
}

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

/// The root, the folders in it, the folders in those.
fn places(tree: &Tree) -> Vec<Vec<Place<'_>>> {
    let mut levels = vec![vec![Place::root(tree)]];
    for depth in 0..DEEPEST {
        levels.push(
            levels[depth]
                .iter()
                .flat_map(|place| place.children().collect::<Vec<_>>())
                .collect(),
        );
    }
    levels
}

fn candidates<'a>(
    descriptions: &'static [Description],
    places: &[Place<'a>],
    tree: &Tree,
    options: &IndexOptions,
) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    for place in places {
        for description in descriptions {
            for packaging in description.packagings {
                let task = task(description, tree, options);
                if let Some(fit) = packaging.layout.fit(place, &task)
                    && let Some(sign) = sign(description, packaging, place, tree)
                {
                    found.push(Candidate {
                        description,
                        packaging,
                        place: place.clone(),
                        fit,
                        sign,
                    });
                }
            }
        }
    }
    // Stable: what is equal stays in the order of the catalogue.
    found.sort_by_key(|candidate| std::cmp::Reverse((candidate.sign, candidate.fit.folders.len())));
    found
}

fn sign(description: &Description, packaging: &Packaging, place: &Place, tree: &Tree) -> Option<Sign> {
    let (marks, otherwise) = match packaging.signature {
        Signature::Structure => return Some(Sign::Own),
        Signature::Files(files) => return files.iter().all(|file| place.holds(file)).then_some(Sign::Own),
        Signature::Marked(marks) => (marks, Sign::None),
        Signature::Suggested(marks) => (marks, Sign::Suggested),
    };
    if marks.iter().any(|mark| place.holds(mark)) {
        return Some(Sign::Own);
    }
    // A folder that is alone in the root may carry any name; the root's name then counts.
    let root = Place::root(tree);
    let alone = root.children().filter(Place::has_pictures_below).count() == 1;
    let named = description.goes_by(&place.name()) || (alone && description.goes_by(&root.name()));
    Some(if named { Sign::Name } else { otherwise })
}

fn task<'a>(description: &'static Description, tree: &'a Tree, options: &'a IndexOptions) -> Task<'a> {
    let reference = options.pairing == Pairing::Reference && !description.script_order.is_empty();
    Task {
        tree,
        options,
        classes: if reference {
            description.script_order
        } else {
            description.classes
        },
        has_masks: description.has_masks,
    }
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

fn finish(
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

fn finish_generic(
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
    let key = |sample: &Sample| (rank(&sample.class), sample.class.clone(), sample.species.clone());
    for samples in [&mut harvest.test, &mut harvest.train] {
        samples.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.image.cmp(&b.image)));
    }
}
