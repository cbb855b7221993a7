//! The places of a tree that may be a known dataset, the clearest first.

use super::{Description, Packaging, Signature};
use crate::dataset::layout::{Fit, Place, Task};
use crate::dataset::{IndexOptions, Pairing, Tree};
use std::cmp::Reverse;

/// Folders below the root that may be the dataset.
const DEEPEST: usize = 2;

/// How clearly a place is a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// A structure that others share, and nothing else.
    None,
    /// Likewise, and the catalogue allows a guess.
    Suggested,
    /// A shared structure in a folder of the dataset's name.
    Name,
    /// The dataset's own structure, or a mark.
    Own,
}

pub(super) struct Candidate<'a> {
    pub description: &'static Description,
    pub packaging: &'static Packaging,
    pub place: Place<'a>,
    pub fit: Fit,
    pub sign: Sign,
    /// Its places in the catalogue and among the dataset's packagings.
    pub dataset: usize,
    pub order: usize,
}

/// The root, the folders in it, the folders in those.
pub(super) fn places(tree: &Tree) -> Vec<Vec<Place<'_>>> {
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

pub(super) fn candidates<'a>(
    descriptions: &'static [Description],
    places: &[Place<'a>],
    tree: &Tree,
    options: &IndexOptions,
) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    for place in places {
        for (dataset, description) in descriptions.iter().enumerate() {
            for (order, packaging) in description.packagings.iter().enumerate() {
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
                        dataset,
                        order,
                    });
                }
            }
        }
    }
    let most = |own: &Candidate| {
        let same = found
            .iter()
            .filter(|other| other.sign == own.sign && other.description.id == own.description.id);
        same.map(|other| other.fit.folders.len()).max()
    };
    let rank: Vec<_> = found.iter().map(|own| Reverse((own.sign, most(own)))).collect();
    let mut ranked: Vec<_> = rank.into_iter().zip(found).collect();
    // Stable: what is equal stays in the order of the catalogue.
    ranked.sort_by(|(a, own), (b, other)| {
        let place = |candidate: &Candidate| (candidate.dataset, candidate.order);
        a.cmp(b).then_with(|| place(own).cmp(&place(other)))
    });
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
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

pub(super) fn task<'a>(
    description: &'static Description,
    tree: &'a Tree,
    options: &'a IndexOptions,
) -> Task<'a> {
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
