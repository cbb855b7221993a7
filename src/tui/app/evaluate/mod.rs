//! The Evaluate screen: the evaluations there are, the table of the selected one, a class of it and its curves.

mod plot;
mod report;

pub use plot::Plot;
pub use report::{EvaluationReport, Outcomes};

use super::run_list::{RunLine, RunList};
use crate::engine::evaluation::{ClassRecord, ItemRecord};
use crate::evaluate::metrics::ClassCurves;
use std::path::PathBuf;
use std::sync::Arc;

/// A class whose samples are to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedClass {
    /// The dataset's folder.
    pub root: PathBuf,
    /// The class.
    pub class: String,
    /// Pictures, relative to the root and safe to print, and their scores.
    pub scores: Vec<(String, f32)>,
}

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Evaluate {
    /// The evaluations.
    pub list: RunList,
    /// Which curve is drawn.
    pub plot: Plot,
    /// A class that waits for its dataset to be open.
    pub opening: Option<OpenedClass>,
    report: Option<Arc<EvaluationReport>>,
    item: usize,
    class: usize,
}

impl Evaluate {
    /// Takes in a new list.
    pub fn list(&mut self, runs: Vec<RunLine>) {
        self.list.list(runs);
    }

    /// Takes in what the followed run says.
    pub fn report(&mut self, report: Arc<EvaluationReport>) {
        self.report = Some(report);
    }

    /// What the selected run says, once it has been read.
    pub fn selected_report(&self) -> Option<&EvaluationReport> {
        let folder = &self.list.selected()?.folder;
        self.report.as_deref().filter(|report| report.folder == *folder)
    }

    /// Another run is selected.
    pub fn begin_anew(&mut self) {
        (self.item, self.class) = (0, 0);
    }

    /// The place and the record of the item whose table is shown.
    pub fn item(&self) -> Option<(usize, &ItemRecord)> {
        let report = self.selected_report()?;
        let place = self.item.min(report.record.items.len().saturating_sub(1));
        Some((place, report.record.items.get(place)?))
    }

    /// Shows the table of the next item, round.
    pub fn next_item(&mut self) {
        let count = self
            .selected_report()
            .map_or(1, |report| report.record.items.len().max(1));
        self.item = (self.item + 1) % count;
        self.class = 0;
    }

    /// The place and the record of the selected class, once one is done.
    pub fn class(&self) -> Option<(usize, &ClassRecord)> {
        let (_, item) = self.item()?;
        let place = self.class.min(item.classes.len().saturating_sub(1));
        Some((place, item.classes.get(place)?))
    }

    /// Selects the next or the previous class, round.
    pub fn step_class(&mut self, by: isize) {
        let count = self.item().map_or(0, |(_, item)| item.classes.len());
        if count > 0 {
            let here = self.class.min(count - 1) as isize;
            self.class = (here + by).rem_euclid(count as isize) as usize;
        }
    }

    /// What can be drawn of the selected class.
    pub fn curves(&self) -> Option<&ClassCurves> {
        let (item, _) = self.item()?;
        let (_, class) = self.class()?;
        self.selected_report()?
            .curves
            .get(&(item, class.name.clone()))
            .map(|curves| &**curves)
    }

    /// How the images of the selected class come out at a threshold.
    pub fn outcomes(&self, threshold: f32) -> Option<Outcomes> {
        let (item, _) = self.item()?;
        let (_, class) = self.class()?;
        Some(self.selected_report()?.outcomes(item, &class.name, threshold))
    }
}
