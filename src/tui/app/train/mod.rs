//! The Train screen: the runs there are, what the followed ones report, how their curves are drawn.

mod chart;
mod estimate;
mod report;

pub use chart::{Axis, Chart, Quantity, SMOOTHINGS, curve_name};
pub use estimate::{EstimateRequest, TrainEstimate};
pub use report::RunReport;

use super::run_list::{RunLine, RunList};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Train {
    /// The training runs.
    pub list: RunList,
    /// How curves are drawn.
    pub chart: Chart,
    overlaid: BTreeSet<PathBuf>,
    reports: HashMap<PathBuf, Arc<RunReport>>,
}

impl Train {
    /// Takes in a new list.
    pub fn list(&mut self, runs: Vec<RunLine>) {
        self.list.list(runs);
        let there: BTreeSet<&PathBuf> = self.list.runs().iter().map(|run| &run.folder).collect();
        self.overlaid.retain(|folder| there.contains(folder));
        self.reports.retain(|folder, _| there.contains(folder));
    }

    /// Takes in what a followed run says.
    pub fn report(&mut self, report: Arc<RunReport>) {
        self.reports.insert(report.folder.clone(), report);
    }

    /// What the selected run says, once it has been read.
    pub fn selected_report(&self) -> Option<&RunReport> {
        self.report_of(&self.list.selected()?.folder)
    }

    /// Every followed run that has been read.
    pub fn reports(&self) -> impl Iterator<Item = &RunReport> {
        self.reports.values().map(|report| &**report)
    }

    /// What the run in `folder` says.
    pub fn report_of(&self, folder: &Path) -> Option<&RunReport> {
        self.reports.get(folder).map(|report| &**report)
    }

    /// Lays the selected run's curves under those of others, or takes them away.
    pub fn toggle_overlay(&mut self) {
        if let Some(folder) = self.list.selected().map(|run| run.folder.clone())
            && !self.overlaid.remove(&folder)
        {
            self.overlaid.insert(folder);
        }
    }

    /// Lays the curves of these runs under those of the selected one.
    pub fn overlay(&mut self, folders: impl IntoIterator<Item = PathBuf>) {
        self.overlaid.extend(folders);
    }

    /// The runs whose curves stay when another is selected.
    pub fn overlaid(&self) -> impl Iterator<Item = &PathBuf> {
        self.overlaid.iter()
    }

    /// Whether a run's curves stay when another is selected.
    pub fn is_overlaid(&self, folder: &Path) -> bool {
        self.overlaid.contains(folder)
    }

    /// The runs whose curves are drawn, the selected one first.
    pub fn followed(&self) -> Vec<PathBuf> {
        let selected = self.list.folder();
        let others = self.overlaid.iter().filter(|folder| Some(*folder) != selected);
        selected.into_iter().chain(others).cloned().collect()
    }
}
