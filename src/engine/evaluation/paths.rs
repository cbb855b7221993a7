//! Where the files of an evaluation lie.

use crate::base::printable;
use crate::run::{RunError, RunFolder, RunKind, RunPaths};
use std::path::{Path, PathBuf};

const SCORES: &str = "scores.jsonl";
const MAPS: &str = "maps";
const CURVES: &str = "curves";

/// The paths in an evaluation's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationPaths(RunPaths);

impl EvaluationPaths {
    /// Of the run in `folder`.
    pub fn new(folder: &Path) -> Self {
        Self(RunPaths::new(folder))
    }

    /// Makes the folder of a new run, which must be new or empty, and holds it.
    pub fn create(folder: &Path) -> Result<RunFolder, RunError> {
        RunFolder::create(folder, RunKind::Evaluate, &[SCORES, MAPS, CURVES])
    }

    /// Holds the folder of a run that is to go on.
    pub fn reopen(folder: &Path) -> Result<RunFolder, RunError> {
        RunFolder::reopen(folder, RunKind::Evaluate, &[])
    }

    /// What every run has.
    pub fn run(&self) -> &RunPaths {
        &self.0
    }

    /// A line an image.
    pub fn scores(&self) -> PathBuf {
        self.0.folder().join(SCORES)
    }

    /// The maps of an item, counted from 0.
    pub fn maps(&self, item: usize) -> PathBuf {
        self.0.folder().join(MAPS).join((item + 1).to_string())
    }

    /// The maps of a class, counted from 0, until its metrics are known.
    pub fn spill(&self, item: usize, class: usize) -> PathBuf {
        self.maps(item).join(format!("{}.f32", class + 1))
    }

    /// What can be drawn of a class, counted from 0.
    pub fn curves(&self, item: usize, class: usize) -> PathBuf {
        let folder = self.0.folder().join(CURVES);
        folder.join(format!("{}-{}.json", item + 1, class + 1))
    }

    /// The saved maps of a class.
    pub fn saved(&self, item: usize, class: &str) -> PathBuf {
        let plain: String = printable(class)
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || "-_.".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        self.maps(item).join(format!("{plain}.safetensors"))
    }
}
