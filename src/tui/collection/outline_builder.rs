//! Builds the tree from the splits, classes and species that the samples name. A level that tells nothing apart
//! because it has one nameless entry is left out.

use super::{Counts, Node, Outline, Scope};
use crate::base::printable;
use crate::dataset::{Label, Split};
use std::collections::HashMap;
use std::path::Path;

/// What the tree needs to know of a sample.
pub struct Entry<'a> {
    pub split: Split,
    pub class: u32,
    pub species: u32,
    pub label: Option<Label>,
    pub image: &'a Path,
}

/// The names behind the numbers of an [`Entry`].
pub struct Names<'a> {
    pub dataset: &'a str,
    pub class: &'a dyn Fn(u32) -> &'a str,
    pub species: &'a dyn Fn(u32) -> &'a str,
}

/// The tree over `entries`.
pub fn build<'a>(entries: impl Iterator<Item = Entry<'a>> + Clone, names: &Names) -> Outline {
    let mut builder = Builder::default();
    let top = builder.add(None, names.dataset, Scope::default());
    let families = families(entries.clone());
    let labelled = entries.clone().any(|entry| entry.label.is_some());
    let show_splits = labelled || families.len() > 1;
    for (split, classes) in &families {
        let scope = Scope {
            split: Some(*split),
            ..Scope::default()
        };
        let parent = match show_splits {
            true => builder.add(Some(top), split.name(), scope),
            false => top,
        };
        builder.add_classes(parent, scope, classes, names);
        builder.close(parent);
    }
    builder.close(top);
    builder.count(entries);
    builder.outline
}

type Classes = Vec<(u32, Vec<u32>)>;

/// Splits, their classes and the species of these, each in the order in which it is met.
fn families<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Vec<(Split, Classes)> {
    let mut families: Vec<(Split, Classes)> = Vec::new();
    let mut class_places: HashMap<(Split, u32), usize> = HashMap::new();
    let mut seen: HashMap<(Split, u32, u32), ()> = HashMap::new();
    for entry in entries {
        if seen
            .insert((entry.split, entry.class, entry.species), ())
            .is_some()
        {
            continue;
        }
        let split = match families.iter().position(|(split, _)| *split == entry.split) {
            Some(place) => place,
            None => {
                families.push((entry.split, Vec::new()));
                families.len() - 1
            }
        };
        let classes = &mut families[split].1;
        let place = *class_places.entry((entry.split, entry.class)).or_insert_with(|| {
            classes.push((entry.class, Vec::new()));
            classes.len() - 1
        });
        classes[place].1.push(entry.species);
    }
    families
}

#[derive(Default)]
struct Builder {
    outline: Outline,
    leaves: HashMap<(Option<Split>, u32, u32), usize>,
}

impl Builder {
    fn add(&mut self, parent: Option<usize>, name: &str, scope: Scope) -> usize {
        let place = self.outline.nodes.len();
        let depth = parent.map_or(0, |parent| self.outline.nodes[parent].depth + 1);
        let shown = if name.is_empty() { "(none)" } else { name };
        self.outline.nodes.push(Node {
            name: printable(shown).into(),
            depth,
            parent,
            end: place + 1,
            scope,
            counts: Counts::default(),
            folder: Path::new("").into(),
        });
        place
    }

    /// Everything below the node has been added.
    fn close(&mut self, place: usize) {
        self.outline.nodes[place].end = self.outline.nodes.len();
    }

    fn add_classes(&mut self, parent: usize, scope: Scope, classes: &Classes, names: &Names) {
        let nameless = matches!(classes.as_slice(), [(class, _)] if (names.class)(*class).is_empty());
        for (class, species) in classes {
            let scope = Scope {
                class: Some(*class),
                ..scope
            };
            let node = match nameless {
                true => parent,
                false => self.add(Some(parent), (names.class)(*class), scope),
            };
            let single = matches!(species.as_slice(), [only] if (names.species)(*only).is_empty());
            for one in species {
                let scope = Scope {
                    species: Some(*one),
                    ..scope
                };
                let leaf = match single {
                    true => node,
                    false => self.add(Some(node), (names.species)(*one), scope),
                };
                self.leaves.insert((scope.split, *class, *one), leaf);
            }
            self.close(node);
        }
    }

    /// Adds every sample to its leaf and to all nodes above that.
    fn count<'a>(&mut self, entries: impl Iterator<Item = Entry<'a>>) {
        let mut folders: Vec<Option<&Path>> = vec![None; self.outline.nodes.len()];
        for entry in entries {
            let key = (Some(entry.split), entry.class, entry.species);
            let mut place = self.leaves.get(&key).copied();
            let folder = entry.image.parent().unwrap_or(Path::new(""));
            while let Some(here) = place {
                let node = &mut self.outline.nodes[here];
                node.counts += Counts::one(entry.label);
                place = node.parent;
                folders[here] = Some(match folders[here] {
                    Some(before) => shared(before, folder),
                    None => folder,
                });
            }
        }
        for (node, folder) in self.outline.nodes.iter_mut().zip(folders) {
            node.folder = folder.unwrap_or(Path::new("")).into();
        }
    }
}

/// The longest folder that holds both.
fn shared<'a>(folder: &'a Path, other: &Path) -> &'a Path {
    if folder == other {
        return folder;
    }
    let mut shared = folder;
    while !other.starts_with(shared) {
        shared = shared.parent().unwrap_or(Path::new(""));
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(samples: &[(Split, u32, u32, Option<Label>, &str)]) -> Vec<String> {
        let entries = samples.iter().map(|(split, class, species, label, image)| Entry {
            split: *split,
            class: *class,
            species: *species,
            label: *label,
            image: Path::new(image),
        });
        let names = Names {
            dataset: "set",
            class: &|number| ["", "bottle", "cable"][number as usize],
            species: &|number| ["", "good", "hole"][number as usize],
        };
        let outline = build(entries, &names);
        let row = |node: &Node| {
            let Counts {
                normal,
                anomalous,
                unlabelled,
            } = node.counts;
            let indent = " ".repeat(node.depth);
            let folder = node.folder.display();
            format!("{indent}{} {normal} {anomalous} {unlabelled} {folder}", node.name)
        };
        outline.nodes().iter().map(row).collect()
    }

    #[test]
    fn splits_classes_and_species_are_counted() {
        let (normal, anomalous) = (Some(Label::Normal), Some(Label::Anomalous));
        let rows = rows(&[
            (Split::Test, 1, 1, normal, "bottle/test/good/0.png"),
            (Split::Test, 1, 2, anomalous, "bottle/test/hole/0.png"),
            (Split::Test, 1, 2, anomalous, "bottle/test/hole/1.png"),
            (Split::Test, 2, 1, normal, "cable/test/good/0.png"),
            (Split::Train, 1, 1, normal, "bottle/train/good/0.png"),
        ]);
        assert_eq!(
            rows,
            [
                "set 3 2 0 ",
                " test 2 2 0 ",
                "  bottle 1 2 0 bottle/test",
                "   good 1 0 0 bottle/test/good",
                "   hole 0 2 0 bottle/test/hole",
                "  cable 1 0 0 cable/test/good",
                "   good 1 0 0 cable/test/good",
                " train 1 0 0 bottle/train/good",
                "  bottle 1 0 0 bottle/train/good",
                "   good 1 0 0 bottle/train/good",
            ]
        );
    }

    #[test]
    fn levels_without_names_are_left_out() {
        assert_eq!(
            rows(&[
                (Split::Test, 0, 0, None, "a.png"),
                (Split::Test, 0, 0, None, "x/b.png")
            ]),
            ["set 0 0 2 "]
        );
        let (normal, anomalous) = (Some(Label::Normal), Some(Label::Anomalous));
        assert_eq!(
            rows(&[
                (Split::Test, 1, 0, normal, "x/a.png"),
                (Split::Test, 1, 0, anomalous, "x/b.png")
            ]),
            ["set 1 1 0 x", " test 1 1 0 x", "  bottle 1 1 0 x"]
        );
    }
}
