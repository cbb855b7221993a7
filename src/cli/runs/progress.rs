//! How far a run has come, and a run in the form that programs read.

use crate::cli::json_path::json_path;
use crate::run::{RunKind, RunPaths, RunSummary};
use crate::train::TrainRecord;
use serde::Serialize;

/// How far a run has come.
#[derive(Debug, Serialize)]
pub struct Progress {
    /// What is counted.
    unit: &'static str,
    done: usize,
    total: usize,
}

impl Progress {
    /// Of a training run; none for other kinds, and where the record does not tell.
    pub fn of(run: &RunSummary) -> Option<Self> {
        if run.head.kind != RunKind::Train {
            return None;
        }
        let record = TrainRecord::read(&RunPaths::new(&run.folder).record()).ok()?;
        Some(Self {
            unit: "epochs",
            done: record.epochs.len(),
            total: record.settings.epochs,
        })
    }

    /// For people.
    pub fn text(&self) -> String {
        format!("{}/{} {}", self.done, self.total, self.unit)
    }
}

/// A run for programs.
#[derive(Debug, Serialize)]
pub struct RunLine<'a> {
    run: String,
    state: &'static str,
    kind: &'static str,
    identity: &'a str,
    started: &'a str,
    resumed: usize,
    ended: Option<&'a str>,
    pid: Option<u32>,
    host: Option<&'a str>,
    heartbeat_age_s: Option<f64>,
    progress: Option<Progress>,
    last_words: Option<&'a str>,
}

impl<'a> RunLine<'a> {
    /// What is known from outside.
    pub fn new(run: &'a RunSummary) -> Self {
        let pulse = run.pulse.as_ref();
        Self {
            run: json_path(&run.folder),
            state: run.state.name(),
            kind: run.head.kind.name(),
            identity: &run.head.identity,
            started: &run.head.times.started,
            resumed: run.head.times.resumed.len(),
            ended: run.head.times.ended.as_deref(),
            pid: pulse.map(|pulse| pulse.pid),
            host: pulse.map(|pulse| pulse.host.as_str()),
            heartbeat_age_s: pulse.map(|pulse| (pulse.age() * 10.0).round() / 10.0),
            progress: Progress::of(run),
            last_words: run.last_words.as_deref(),
        }
    }
}
