//! What a followed evaluation says.

use crate::engine::evaluation::{EvaluationRecord, ScoreLine};
use crate::evaluate::metrics::{ClassCurves, Metric};
use crate::evaluate::published::PublishedNumber;
use crate::run::RunState;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// An evaluation that is followed.
#[derive(Debug, Clone)]
pub struct EvaluationReport {
    /// Its folder.
    pub folder: PathBuf,
    /// What it is doing.
    pub state: RunState,
    /// Its record.
    pub record: Arc<EvaluationRecord>,
    /// A line an image so far.
    pub lines: Arc<Vec<ScoreLine>>,
    /// Images of the whole run.
    pub images: usize,
    /// Time that it still takes.
    pub left: Option<Duration>,
    /// Curves by item and class.
    pub curves: BTreeMap<(usize, String), Arc<ClassCurves>>,
    /// Published numbers by item.
    pub published: Vec<BTreeMap<Metric, PublishedNumber>>,
}

/// Images by label and verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcomes {
    /// Anomalous, and found.
    pub true_positives: usize,
    /// Normal, and called anomalous.
    pub false_positives: usize,
    /// Anomalous, and missed.
    pub false_negatives: usize,
    /// Normal, and left alone.
    pub true_negatives: usize,
}

impl EvaluationReport {
    /// The lines of a class that have a score.
    pub fn scored<'a>(&'a self, item: usize, class: &'a str) -> impl Iterator<Item = (&'a ScoreLine, f32)> {
        let own = move |line: &&ScoreLine| line.item == item && line.class == class;
        self.lines
            .iter()
            .filter(own)
            .filter_map(|line| Some((line, line.score?)))
    }

    /// How the images of a class come out at a threshold.
    pub fn outcomes(&self, item: usize, class: &str, threshold: f32) -> Outcomes {
        let mut outcomes = Outcomes::default();
        for (line, score) in self.scored(item, class) {
            *match (line.label == 1, score >= threshold) {
                (true, true) => &mut outcomes.true_positives,
                (true, false) => &mut outcomes.false_negatives,
                (false, true) => &mut outcomes.false_positives,
                (false, false) => &mut outcomes.true_negatives,
            } += 1;
        }
        outcomes
    }
}
