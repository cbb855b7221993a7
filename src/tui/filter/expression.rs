//! What a filter asks of a sample.

use crate::dataset::{Label, Split};

/// All of these must hold; every sample passes an empty filter.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// In the order in which they were written.
    pub clauses: Vec<Clause>,
}

/// A term, or its opposite.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// The term must not hold.
    pub negated: bool,
    /// The term.
    pub term: Term,
}

/// What may be asked. Lists hold alternatives; text is in lower case.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// The name contains this.
    Name(Vec<String>),
    /// The class is called so, or begins so if none is called so.
    Class(Vec<String>),
    /// Likewise.
    Species(Vec<String>),
    /// It belongs to one of these splits.
    Split(Vec<Split>),
    /// It has one of these labels; `None` is no label.
    Label(Vec<Option<Label>>),
    /// It is one of these at the threshold.
    Outcome(Vec<Outcome>),
    /// It has one of these.
    Has(Vec<Thing>),
    /// A number of it compares so. What has no number never does.
    Number(Number, Comparison, f32),
}

/// A number that a sample can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// The score.
    Score,
    /// How far the score is from the label, 0 to 1.
    Error,
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `=`: the same in the three decimals that are shown.
    Equal,
}

/// The label and the verdict together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Anomalous, and found.
    TruePositive,
    /// Normal, and reported.
    FalsePositive,
    /// Anomalous, and missed.
    FalseNegative,
    /// Normal, and left alone.
    TrueNegative,
}

/// What a sample may have or lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A mask.
    Mask,
    /// A label.
    Label,
    /// A score.
    Score,
    /// The user's mark.
    Mark,
    /// The user's note.
    Note,
}

impl Filter {
    /// Whether marks or notes decide what passes.
    pub fn needs_annotations(&self) -> bool {
        self.clauses.iter().any(|clause| match &clause.term {
            Term::Has(things) => things.contains(&Thing::Mark) || things.contains(&Thing::Note),
            _ => false,
        })
    }

    /// Whether scores decide what passes.
    pub fn needs_scores(&self) -> bool {
        self.clauses.iter().any(|clause| match &clause.term {
            Term::Outcome(_) | Term::Number(..) => true,
            Term::Has(things) => things.contains(&Thing::Score),
            _ => false,
        })
    }
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [
        Self::TruePositive,
        Self::FalsePositive,
        Self::FalseNegative,
        Self::TrueNegative,
    ];

    /// From what is true and what was said.
    pub fn of(label: Label, reported: bool) -> Self {
        match (label, reported) {
            (Label::Anomalous, true) => Self::TruePositive,
            (Label::Normal, true) => Self::FalsePositive,
            (Label::Anomalous, false) => Self::FalseNegative,
            (Label::Normal, false) => Self::TrueNegative,
        }
    }

    /// Two letters.
    pub fn short(self) -> &'static str {
        match self {
            Self::TruePositive => "TP",
            Self::FalsePositive => "FP",
            Self::FalseNegative => "FN",
            Self::TrueNegative => "TN",
        }
    }

    /// Whether what was said is true.
    pub fn is_right(self) -> bool {
        matches!(self, Self::TruePositive | Self::TrueNegative)
    }
}

impl Comparison {
    /// Whether `found` compares so with `wanted`.
    pub fn holds(self, found: f32, wanted: f32) -> bool {
        match self {
            Self::Below => found < wanted,
            Self::AtMost => found <= wanted,
            Self::Above => found > wanted,
            Self::AtLeast => found >= wanted,
            Self::Equal => (found - wanted).abs() < 0.0005,
        }
    }
}
