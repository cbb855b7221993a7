//! The thread that looks at runs while their screen is shown, and rests otherwise.

use super::evaluation_follower::EvaluationFollower;
use super::guarded;
use crate::base::printable;
use crate::run::{RunKind, RunState, RunSummary, file_name, last_lines, runs_in};
use crate::train::{Curve, FeaturePlace, TrainFollower, plain_bytes};
use crate::tui::app::RunLine;
use crate::tui::app::train::RunReport;
use crate::tui::msg::Msg;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time between two looks at what is followed.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Time between two looks for runs, of which there may be hundreds.
const LIST_EVERY: Duration = Duration::from_secs(2);
/// Lines of a log that are shown: more than there is room for.
const LOG_LINES: usize = 40;

/// What the thread is told.
enum Order {
    /// Look at these.
    Follow(RunKind, Vec<PathBuf>),
    /// Look at nothing.
    Rest,
}

/// The handle to the thread. Dropping it ends it.
pub struct RunWatcher(Sender<Order>);

impl RunWatcher {
    /// Starts the thread, which rests at first; it looks for runs in `roots`.
    pub fn spawn(roots: Vec<PathBuf>, facts: Sender<Msg>) -> io::Result<Self> {
        let (orders, received) = unbounded();
        let reports = facts.clone();
        guarded::spawn("runs", facts, move || watch(&roots, &received, &reports))?;
        Ok(Self(orders))
    }

    /// Looks at the runs of a kind and follows these in place of those before.
    pub fn follow(&self, kind: RunKind, folders: Vec<PathBuf>) {
        // The thread ends with the workbench alone.
        let _ = self.0.send(Order::Follow(kind, folders));
    }

    /// Looks at nothing any more.
    pub fn rest(&self) {
        let _ = self.0.send(Order::Rest);
    }
}

fn watch(roots: &[PathBuf], orders: &Receiver<Order>, facts: &Sender<Msg>) {
    let mut eyes = Eyes::default();
    let mut next = orders.recv().map_err(|_| RecvTimeoutError::Disconnected);
    loop {
        match next {
            Ok(Order::Follow(kind, folders)) => eyes.follow(kind, folders),
            Ok(Order::Rest) => {
                eyes = Eyes::default();
                next = orders.recv().map_err(|_| RecvTimeoutError::Disconnected);
                continue;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        for fact in eyes.look(roots) {
            if facts.send(fact).is_err() {
                return;
            }
        }
        next = orders.recv_timeout(LOOK_EVERY);
    }
}

/// What has been seen so far.
#[derive(Default)]
struct Eyes {
    kind: Option<RunKind>,
    evaluations: HashMap<PathBuf, EvaluationFollower>,
    listed: Option<(Instant, Vec<RunLine>)>,
    followed: Vec<PathBuf>,
    followers: HashMap<PathBuf, TrainFollower>,
}

impl Eyes {
    fn follow(&mut self, kind: RunKind, folders: Vec<PathBuf>) {
        if self.kind != Some(kind) {
            *self = Self::default();
            self.kind = Some(kind);
        }
        self.followers.retain(|folder, _| folders.contains(folder));
        self.evaluations.retain(|folder, _| folders.contains(folder));
        self.followed = folders;
    }

    /// What is new.
    fn look(&mut self, roots: &[PathBuf]) -> Vec<Msg> {
        let mut news = Vec::new();
        let Some(kind) = self.kind else { return news };
        let is_due = |(when, _): &(Instant, Vec<RunLine>)| when.elapsed() >= LIST_EVERY;
        if self.listed.as_ref().is_none_or(is_due) {
            let lines = list(roots, kind);
            if self.listed.as_ref().is_none_or(|(_, before)| *before != lines) {
                news.push(Msg::RunsListed(kind, lines.clone()));
            }
            self.listed = Some((Instant::now(), lines));
        }
        for folder in &self.followed {
            if kind == RunKind::Evaluate {
                if !self.evaluations.contains_key(folder) {
                    let Ok(follower) = EvaluationFollower::new(folder) else {
                        continue;
                    };
                    self.evaluations.insert(folder.clone(), follower);
                }
                let report = self
                    .evaluations
                    .get_mut(folder)
                    .and_then(EvaluationFollower::look);
                news.extend(report.map(|report| Msg::EvaluationReported(Arc::new(report))));
                continue;
            }
            let is_new = !self.followers.contains_key(folder);
            if is_new {
                // What is no training run yet, or no more, is looked at again.
                let Ok(follower) = TrainFollower::new(folder) else {
                    continue;
                };
                self.followers.insert(folder.clone(), follower);
            }
            if let Some(follower) = self.followers.get_mut(folder)
                && let Ok(changes) = follower.poll()
                && (is_new || changes.any())
            {
                news.push(Msg::RunReported(Arc::new(report(folder, follower))));
            }
        }
        news
    }
}

/// The runs of a kind, the last begun first.
fn list(roots: &[PathBuf], kind: RunKind) -> Vec<RunLine> {
    let mut lines: Vec<RunLine> = roots
        .iter()
        .flat_map(|root| runs_in(root))
        // A record that is unreadable belongs to `runs list`, which says why.
        .filter_map(Result::ok)
        .filter(|run| run.head.kind == kind)
        .map(line)
        .collect();
    lines.sort_by(|one, other| {
        other
            .started
            .cmp(&one.started)
            .then_with(|| one.folder.cmp(&other.folder))
    });
    lines.dedup_by(|one, other| one.folder == other.folder);
    lines
}

fn line(run: RunSummary) -> RunLine {
    RunLine {
        name: printable(&file_name(&run.folder)).into_owned(),
        state: run.state,
        started: run.head.times.started,
        // While a run works its last line changes with every epoch, and says no more than its curves.
        words: run
            .last_words
            .filter(|_| matches!(run.state, RunState::Dead | RunState::Failed)),
        folder: run.folder,
    }
}

fn report(folder: &Path, follower: &TrainFollower) -> RunReport {
    let record = follower.record();
    let features = match record.features.place {
        FeaturePlace::Off => "computed anew in every epoch".to_owned(),
        place => format!(
            "{} in {}",
            plain_bytes(record.features.estimate.total()),
            place.name()
        ),
    };
    let protocol = match &record.preset {
        Some(preset) => preset.clone(),
        None if record.changed_settings.is_empty() => "the released protocol".to_owned(),
        None => format!("not the defaults: {}", record.changed_settings.join(", ")),
    };
    let paths = follower.paths();
    let newest = record.epochs.last().map(|epoch| paths.checkpoint(epoch.epoch));
    let best = paths.checkpoints().join("best.safetensors");
    RunReport {
        folder: folder.to_owned(),
        state: follower.state(),
        dataset: printable(&record.dataset.name).into_owned(),
        samples: record.dataset.samples,
        backbone: record.backbone.path.clone(),
        protocol: printable(&protocol).into_owned(),
        device: printable(&record.hardware.device).into_owned(),
        features,
        epochs: record.settings.epochs,
        total_steps: follower.total_steps(),
        last: follower.last().copied(),
        left: follower.left(),
        curves: Curve::ALL.map(|curve| follower.curve(curve).clone()),
        means: follower.epochs().to_vec(),
        checkpoint: newest.filter(|path| path.is_file()),
        best: best.is_file().then_some(best),
        log: last_lines(paths.run(), LOG_LINES),
    }
}
