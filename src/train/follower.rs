//! A training run as those see it who look on: its record, its curves, its epochs, what it still takes.

use super::{StepMetrics, TrainPaths, TrainRecord};
use crate::run::follow::{LineTail, Pace, Series};
use crate::run::{Pulse, RunError, RunState};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Buckets of the whole run, for each quantity: more than a terminal has columns, in both halves of a braille cell.
const BUCKETS: usize = 1024;
/// Steps that are kept one by one.
const WINDOW: usize = 512;

/// What a run's steps tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// focal and dice, summed over the layers.
    Segmentation,
    /// Cross-entropy.
    Image,
    /// Both together.
    Total,
    /// ICA's learning rate.
    LrIca,
    /// FGP's learning rate.
    LrFgp,
    /// Pictures a second.
    ImagesPerS,
}

impl Curve {
    /// All, in the order of screens.
    pub const ALL: [Self; 6] = [
        Self::Segmentation,
        Self::Image,
        Self::Total,
        Self::LrIca,
        Self::LrFgp,
        Self::ImagesPerS,
    ];

    /// Its value in a step.
    pub fn of(self, metrics: &StepMetrics) -> f64 {
        match self {
            Self::Segmentation => metrics.loss_segmentation,
            Self::Image => metrics.loss_image,
            Self::Total => metrics.loss_segmentation + metrics.loss_image,
            Self::LrIca => metrics.lr_ica,
            Self::LrFgp => metrics.lr_fgp,
            Self::ImagesPerS => metrics.images_per_s,
        }
    }
}

/// Mean losses of an epoch, each picture counted once.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EpochMean {
    /// From 1.
    pub epoch: usize,
    /// Steps so far.
    pub steps: usize,
    /// Pictures so far.
    pub pictures: usize,
    sums: [f64; 2],
}

impl EpochMean {
    /// focal and dice.
    pub fn segmentation(&self) -> f64 {
        self.sums[0] / self.pictures as f64
    }

    /// Cross-entropy.
    pub fn image(&self) -> f64 {
        self.sums[1] / self.pictures as f64
    }
}

/// What a look brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// The record is another.
    pub record: bool,
    /// The state is another.
    pub state: bool,
    /// New steps.
    pub steps: usize,
    /// The metrics began anew; all that was known of them is forgotten.
    pub restarted: bool,
}

impl Changes {
    /// Whether there is anything to draw.
    pub fn any(&self) -> bool {
        *self != Self::default()
    }
}

/// Looks on at a run. Memory does not grow with its steps; a look costs what has been written since the last.
#[derive(Debug)]
pub struct TrainFollower {
    paths: TrainPaths,
    record: TrainRecord,
    stamp: Option<(SystemTime, u64)>,
    state: RunState,
    pulse: Option<Pulse>,
    tail: LineTail,
    steps: Steps,
}

/// What follows from the steps alone.
#[derive(Debug)]
struct Steps {
    curves: [Series; 6],
    epochs: Vec<EpochMean>,
    pace: Pace,
    last: Option<StepMetrics>,
}

impl TrainFollower {
    /// Begins to look at the run in `folder`, which must have a record; [`Self::poll`] then reads its steps.
    pub fn new(folder: &Path) -> Result<Self, RunError> {
        let paths = TrainPaths::new(folder);
        let record = TrainRecord::read(&paths.run().record())?;
        let pulse = Pulse::read(&paths.run().heartbeat());
        Ok(Self {
            stamp: None,
            state: RunState::new(record.status, pulse.as_ref()),
            pulse,
            tail: LineTail::new(&paths.run().metrics()),
            steps: Steps::new(),
            paths,
            record,
        })
    }

    /// Looks again. A record that is for a moment unreadable keeps the last one.
    pub fn poll(&mut self) -> std::io::Result<Changes> {
        let mut changes = Changes {
            restarted: self.tail.has_restarted()?,
            ..Changes::default()
        };
        if changes.restarted {
            self.steps = Steps::new();
        }
        // The record before the steps: it says how many pictures a step has.
        changes.record = self.read_record();
        let (steps, record) = (&mut self.steps, &self.record);
        self.tail.poll(|line| {
            if let Ok(metrics) = serde_json::from_slice::<StepMetrics>(line) {
                changes.steps += usize::from(steps.push(&metrics, record));
            }
        })?;
        self.pulse = Pulse::read(&self.paths.run().heartbeat());
        let state = RunState::new(self.record.status, self.pulse.as_ref());
        changes.state = state != self.state;
        self.state = state;
        Ok(changes)
    }

    fn read_record(&mut self) -> bool {
        let path = self.paths.run().record();
        let stamp = path
            .metadata()
            .and_then(|found| Ok((found.modified()?, found.len())))
            .ok();
        if stamp.is_none() || stamp == self.stamp {
            return false;
        }
        let Ok(record) = TrainRecord::read(&path) else {
            return false;
        };
        self.stamp = stamp;
        let is_other = record != self.record;
        self.record = record;
        is_other
    }

    /// Where the run's files lie.
    pub fn paths(&self) -> &TrainPaths {
        &self.paths
    }

    /// The record.
    pub fn record(&self) -> &TrainRecord {
        &self.record
    }

    /// What the run is doing.
    pub fn state(&self) -> RunState {
        self.state
    }

    /// Its last heartbeat.
    pub fn pulse(&self) -> Option<&Pulse> {
        self.pulse.as_ref()
    }

    /// The last step.
    pub fn last(&self) -> Option<&StepMetrics> {
        self.steps.last.as_ref()
    }

    /// A quantity over all steps.
    pub fn curve(&self, curve: Curve) -> &Series {
        &self.steps.curves[curve as usize]
    }

    /// Means per epoch, the present one so far.
    pub fn epochs(&self) -> &[EpochMean] {
        &self.steps.epochs
    }

    /// Steps of the whole run.
    pub fn total_steps(&self) -> u64 {
        let TrainRecord {
            settings, dataset, ..
        } = &self.record;
        (dataset.samples.div_ceil(settings.batch.max(1)) * settings.epochs) as u64
    }

    /// Time left at the pace of the last steps; none while it does not work.
    pub fn left(&self) -> Option<Duration> {
        (self.state == RunState::Running)
            .then(|| self.steps.pace.left(self.total_steps()))
            .flatten()
    }
}

impl Steps {
    fn new() -> Self {
        Self {
            curves: std::array::from_fn(|_| Series::new(BUCKETS, WINDOW)),
            epochs: Vec::new(),
            pace: Pace::default(),
            last: None,
        }
    }

    /// Whether the step is new.
    fn push(&mut self, metrics: &StepMetrics, record: &TrainRecord) -> bool {
        if self.last.is_some_and(|last| last.step >= metrics.step) {
            return false;
        }
        for (curve, series) in Curve::ALL.into_iter().zip(&mut self.curves) {
            series.push(metrics.step, curve.of(metrics));
        }
        if self.epochs.last().is_none_or(|mean| mean.epoch != metrics.epoch) {
            self.epochs.push(EpochMean {
                epoch: metrics.epoch,
                ..EpochMean::default()
            });
        }
        if let Some(mean) = self.epochs.last_mut() {
            let left = record.dataset.samples.saturating_sub(mean.pictures);
            let pictures = record.settings.batch.min(left).max(1);
            mean.steps += 1;
            mean.pictures += pictures;
            mean.sums[0] += metrics.loss_segmentation * pictures as f64;
            mean.sums[1] += metrics.loss_image * pictures as f64;
        }
        self.pace.push(metrics.step, metrics.time);
        self.last = Some(*metrics);
        true
    }
}
