//! The Train screen: the runs there are, what the followed ones report, how their curves are drawn, the form of a new
//! one.

mod chart;
mod estimate;
mod field;
mod form;
mod report;

pub use chart::{Axis, Chart, Quantity, SMOOTHINGS, curve_name};
pub use estimate::{EstimateRequest, TrainEstimate};
pub use field::{Field, FieldKind};
pub use form::{Form, Given};
pub use report::{RunLine, RunReport};

use crate::tui::input::Context;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Train {
    /// How curves are drawn.
    pub chart: Chart,
    /// The form of a new run, while it is open.
    pub form: Option<Form>,
    runs: Vec<RunLine>,
    /// The folder of the selected run: a place in the list would slip when runs come.
    selected: Option<PathBuf>,
    top: usize,
    overlaid: BTreeSet<PathBuf>,
    reports: HashMap<PathBuf, Arc<RunReport>>,
    /// Whether the runs have been looked for.
    listed: bool,
}

impl Train {
    /// Who gets the keys.
    pub fn context(&self) -> Context {
        match self.form {
            Some(_) => Context::TrainForm,
            None => Context::Train,
        }
    }

    /// The runs, first begun last.
    pub fn runs(&self) -> &[RunLine] {
        &self.runs
    }

    /// Whether the runs have been looked for.
    pub fn is_listed(&self) -> bool {
        self.listed
    }

    /// Takes in a new list. The selection stays on its run; without one it is the last begun.
    pub fn list(&mut self, runs: Vec<RunLine>) {
        self.listed = true;
        self.runs = runs;
        let is_there = |folder: &PathBuf| self.runs.iter().any(|run| run.folder == *folder);
        if !self.selected.as_ref().is_some_and(is_there) {
            self.selected = self.runs.first().map(|run| run.folder.clone());
        }
        let there: BTreeSet<&PathBuf> = self.runs.iter().map(|run| &run.folder).collect();
        self.overlaid.retain(|folder| there.contains(folder));
        self.reports.retain(|folder, _| there.contains(folder));
    }

    /// Takes in what a followed run says.
    pub fn report(&mut self, report: Arc<RunReport>) {
        self.reports.insert(report.folder.clone(), report);
    }

    /// Place of the selected run.
    pub fn place(&self) -> usize {
        let here = |run: &RunLine| Some(&run.folder) == self.selected.as_ref();
        self.runs.iter().position(here).unwrap_or(0)
    }

    /// The selected run.
    pub fn selected(&self) -> Option<&RunLine> {
        self.runs.get(self.place())
    }

    /// What the selected run says, once it has been read.
    pub fn selected_report(&self) -> Option<&RunReport> {
        self.report_of(&self.selected()?.folder)
    }

    /// Every followed run that has been read.
    pub fn reports(&self) -> impl Iterator<Item = &RunReport> {
        self.reports.values().map(|report| &**report)
    }

    /// What the run in `folder` says.
    pub fn report_of(&self, folder: &Path) -> Option<&RunReport> {
        self.reports.get(folder).map(|report| &**report)
    }

    /// Selects the run at `place`, or the last; whether that is another one.
    pub fn select(&mut self, place: usize) -> bool {
        let place = place.min(self.runs.len().saturating_sub(1));
        let folder = self.runs.get(place).map(|run| run.folder.clone());
        let is_other = folder != self.selected;
        self.selected = folder;
        is_other
    }

    /// Selects a run that may not be listed yet.
    pub fn select_folder(&mut self, folder: PathBuf) {
        self.selected = Some(folder);
    }

    /// Lays the selected run's curves under those of others, or takes them away.
    pub fn toggle_overlay(&mut self) {
        if let Some(folder) = self.selected().map(|run| run.folder.clone())
            && !self.overlaid.remove(&folder)
        {
            self.overlaid.insert(folder);
        }
    }

    /// Whether a run's curves stay when another is selected.
    pub fn is_overlaid(&self, folder: &Path) -> bool {
        self.overlaid.contains(folder)
    }

    /// The runs whose curves are drawn, the selected one first.
    pub fn followed(&self) -> Vec<PathBuf> {
        let others = self
            .overlaid
            .iter()
            .filter(|folder| Some(*folder) != self.selected.as_ref());
        self.selected.iter().chain(others).cloned().collect()
    }

    /// First row of the list that is shown.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Scrolls a list of `rows` rows to the selection.
    pub fn keep_visible(&mut self, rows: usize) {
        let place = self.place();
        self.top = self.top.min(place).max((place + 1).saturating_sub(rows.max(1)));
    }
}
