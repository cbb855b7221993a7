//! The thread that keeps an eye on runs at work, whatever screen is shown, and rests when there are none.

use super::guarded;
use crate::base::printable;
use crate::engine::evaluation::{EvaluationPaths, EvaluationRecord};
use crate::run::follow::LineTail;
use crate::run::{RunError, RunKind, RunSummary, file_name, runs_in};
use crate::train::TrainFollower;
use crate::tui::app::Job;
use crate::tui::msg::Msg;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The handle to the thread. Dropping it ends it.
pub struct JobWatcher(Sender<PathBuf>);

impl JobWatcher {
    /// Starts the thread, which looks in `roots` for runs at work, once.
    pub fn spawn(roots: Vec<PathBuf>, facts: Sender<Msg>) -> io::Result<Self> {
        let (orders, received) = unbounded();
        let reports = facts.clone();
        guarded::spawn("jobs", facts, move || watch(&roots, &received, &reports))?;
        Ok(Self(orders))
    }

    /// Watches the run in `folder`, too.
    pub fn add(&self, folder: PathBuf) {
        // The thread ends with the workbench alone.
        let _ = self.0.send(folder);
    }
}

fn watch(roots: &[PathBuf], orders: &Receiver<PathBuf>, facts: &Sender<Msg>) {
    let found = roots.iter().flat_map(|root| runs_in(root)).flatten();
    let mut eyes = Eyes::default();
    found
        .filter(|run| run.state.is_live())
        .for_each(|run| eyes.add(run.folder));
    loop {
        if let Some(jobs) = eyes.look()
            && facts.send(Msg::JobsSeen(jobs)).is_err()
        {
            return;
        }
        let next = if eyes.watched.is_empty() {
            orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            orders.recv_timeout(LOOK_EVERY)
        };
        match next {
            Ok(folder) => eyes.add(folder),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// What has been seen so far.
#[derive(Default)]
struct Eyes {
    /// The last begun first.
    watched: Vec<Watched>,
    told: Vec<Job>,
}

/// A run, and how far it is.
struct Watched {
    folder: PathBuf,
    /// None as long as its record cannot be read.
    progress: Option<Progress>,
}

/// How far a run is.
enum Progress {
    Train(Box<TrainFollower>),
    Evaluate {
        scores: LineTail,
        done: usize,
        total: usize,
    },
}

impl Eyes {
    fn add(&mut self, folder: PathBuf) {
        if self.watched.iter().all(|watched| watched.folder != folder) {
            let progress = None;
            self.watched.insert(0, Watched { folder, progress });
        }
    }

    /// The runs, if anything about them is new. One that has ended is told of once more, and then forgotten.
    fn look(&mut self) -> Option<Vec<Job>> {
        let mut jobs = Vec::new();
        self.watched.retain_mut(|watched| match watched.look() {
            Ok(job) => {
                let is_live = job.state.is_live();
                jobs.push(job);
                is_live
            }
            // A folder that is gone, or a record that nobody can read.
            Err(_) => false,
        });
        let is_new = jobs != self.told;
        self.told.clone_from(&jobs);
        is_new.then_some(jobs)
    }
}

impl Watched {
    fn look(&mut self) -> Result<Job, RunError> {
        let run = RunSummary::read(&self.folder)?;
        let progress = match &mut self.progress {
            Some(progress) => progress,
            none => none.insert(Progress::of(run.head.kind, &self.folder)?),
        };
        let (done, total) = progress.look();
        Ok(Job {
            name: printable(&file_name(&self.folder)).into_owned(),
            folder: self.folder.clone(),
            kind: run.head.kind,
            state: run.state,
            done,
            total,
        })
    }
}

impl Progress {
    fn of(kind: RunKind, folder: &Path) -> Result<Self, RunError> {
        Ok(match kind {
            RunKind::Train => Self::Train(Box::new(TrainFollower::new(folder)?)),
            RunKind::Evaluate => {
                let paths = EvaluationPaths::new(folder);
                let record = EvaluationRecord::read(&paths.run().record())?;
                Self::Evaluate {
                    scores: LineTail::new(&paths.scores()),
                    done: 0,
                    total: record.items.iter().map(|item| item.images).sum(),
                }
            }
        })
    }

    /// What is done, and all that there is to do. What cannot be read for a moment stays as it was.
    fn look(&mut self) -> (usize, usize) {
        match self {
            Self::Train(follower) => {
                let _ = follower.poll();
                let done = follower.last().map_or(0, |last| last.step);
                (done as usize, follower.total_steps() as usize)
            }
            Self::Evaluate { scores, done, total } => {
                let mut more = 0;
                if scores.poll(|_| more += 1).unwrap_or(false) {
                    *done = 0;
                }
                *done += more;
                (*done, *total)
            }
        }
    }
}
