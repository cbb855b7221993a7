//! The runs of a folder.

use super::{Pulse, RunError, RunHead, RunPaths, RunState, last_words};
use std::path::{Path, PathBuf};

/// A run seen from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSummary {
    /// Its folder.
    pub folder: PathBuf,
    /// What its record says.
    pub head: RunHead,
    /// Its last heartbeat.
    pub pulse: Option<Pulse>,
    /// What it is doing.
    pub state: RunState,
    /// Why it failed, else the last line of its log.
    pub last_words: Option<String>,
}

impl RunSummary {
    /// Looks at the run in `folder`.
    pub fn read(folder: &Path) -> Result<Self, RunError> {
        let paths = RunPaths::new(folder);
        let head = RunHead::read(&paths.record())?;
        let pulse = Pulse::read(&paths.heartbeat());
        Ok(Self {
            folder: folder.to_owned(),
            state: RunState::new(head.status, pulse.as_ref()),
            last_words: head.failure.clone().or_else(|| last_words(&paths)),
            pulse,
            head,
        })
    }
}

/// The run in `folder`, or the runs in the folders directly below it, first begun first. Folders without a record are
/// passed over; a record that cannot be read is an error of its own. A folder that is not there holds no runs.
pub fn runs_in(folder: &Path) -> Vec<Result<RunSummary, RunError>> {
    if RunPaths::new(folder).record().is_file() {
        return vec![RunSummary::read(folder)];
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut runs: Vec<(String, Result<RunSummary, RunError>)> = entries
        .map(|entry| entry.path())
        .filter(|path| RunPaths::new(path).record().is_file())
        .map(|path| {
            let run = RunSummary::read(&path);
            let begun = run
                .as_ref()
                .map_or(String::new(), |run| run.head.times.started.clone());
            (format!("{begun} {}", path.display()), run)
        })
        .collect();
    runs.sort_by(|(one, _), (other, _)| one.cmp(other));
    runs.into_iter().map(|(_, run)| run).collect()
}
