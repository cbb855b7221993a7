//! The tree over the samples: dataset, splits, classes, species, with counts.

use crate::dataset::{Label, Split};
use std::ops::AddAssign;
use std::path::Path;

/// Which samples a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scope {
    /// Only this split.
    pub split: Option<Split>,
    /// Only the class with this number.
    pub class: Option<u32>,
    /// Only the species with this number.
    pub species: Option<u32>,
}

impl Scope {
    /// Whether a sample of this split, class and species belongs to it.
    pub fn holds(&self, split: Split, class: u32, species: u32) -> bool {
        self.split.is_none_or(|wanted| wanted == split)
            && self.class.is_none_or(|wanted| wanted == class)
            && self.species.is_none_or(|wanted| wanted == species)
    }
}

/// How many samples of each label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Labelled 0.
    pub normal: usize,
    /// Labelled 1.
    pub anomalous: usize,
    /// Without a label.
    pub unlabelled: usize,
}

impl Counts {
    /// One sample.
    pub fn one(label: Option<Label>) -> Self {
        let mut counts = Self::default();
        match label {
            Some(Label::Normal) => counts.normal = 1,
            Some(Label::Anomalous) => counts.anomalous = 1,
            None => counts.unlabelled = 1,
        }
        counts
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.normal + self.anomalous + self.unlabelled
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.normal += other.normal;
        self.anomalous += other.anomalous;
        self.unlabelled += other.unlabelled;
    }
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its own name, safe to print.
    pub name: Box<str>,
    /// Steps from the top.
    pub depth: usize,
    /// The node above.
    pub parent: Option<usize>,
    /// The place after the last node below this one.
    pub end: usize,
    /// Which samples it stands for.
    pub scope: Scope,
    /// How many these are.
    pub counts: Counts,
    /// The folder that all of them lie in, relative to the root.
    pub folder: Box<Path>,
}

/// The tree, every node before those below it. The first stands for the whole dataset.
#[derive(Debug, Default)]
pub struct Outline {
    pub(super) nodes: Vec<Node>,
}

impl Outline {
    /// Every node.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Whether there are nodes below this one.
    pub fn is_branch(&self, place: usize) -> bool {
        self.nodes.get(place).is_some_and(|node| node.end > place + 1)
    }

    /// Whether it divides the samples at all: a plain folder's does not.
    pub fn divides(&self) -> bool {
        let leaves = (0..self.nodes.len()).filter(|place| !self.is_branch(*place));
        leaves.take(2).count() > 1
    }
}
