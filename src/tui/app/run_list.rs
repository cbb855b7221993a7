//! The runs of one kind, and which of them is selected.

use crate::run::RunState;
use std::path::PathBuf;

/// A run in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunLine {
    /// Its folder.
    pub folder: PathBuf,
    /// The folder's name.
    pub name: String,
    /// What it is doing.
    pub state: RunState,
    /// When it was begun, UTC.
    pub started: String,
    /// Why it failed, or the last line of its log.
    pub words: Option<String>,
}

/// The runs of one kind.
#[derive(Debug, Default)]
pub struct RunList {
    runs: Vec<RunLine>,
    /// The folder of the selected run: a place in the list would slip when runs come.
    selected: Option<PathBuf>,
    top: usize,
    /// Whether the runs have been looked for.
    listed: bool,
}

impl RunList {
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

    /// The folder of the selected run, which may not be listed yet.
    pub fn folder(&self) -> Option<&PathBuf> {
        self.selected.as_ref()
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
