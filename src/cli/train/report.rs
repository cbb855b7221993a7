//! Training as people and programs see it on the command line.

use crate::base::printable_path;
use crate::cli::progress::Progress;
use crate::cli::streams::{print_line, say};
use crate::train::{Estimate, FeaturePlace, Losses, TrainEvent, TrainSink, plain_bytes};
use serde::Serialize;

/// Progress and notes on stderr, a line an epoch on stdout.
pub struct Reporter {
    json: bool,
    /// Of the features while they are made, then of the steps.
    progress: Option<Progress>,
    /// Steps of the run, and of these done.
    steps: (u64, u64),
    /// Why stdout could not be written.
    failure: Option<anyhow::Error>,
}

/// An epoch for programs.
#[derive(Debug, Serialize)]
struct EpochLine<'a> {
    epoch: usize,
    loss_segmentation: f64,
    loss_image: f64,
    checkpoint: &'a str,
}

impl Reporter {
    /// `json` for objects on stdout.
    pub fn new(json: bool) -> Self {
        Self {
            json,
            progress: None,
            steps: (0, 0),
            failure: None,
        }
    }

    /// Takes the bar away.
    pub fn finish(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.finish();
        }
    }

    /// Whether everything reached stdout.
    pub fn written(self) -> anyhow::Result<()> {
        self.failure.map_or(Ok(()), Err)
    }

    fn say(&self, text: &str) {
        match &self.progress {
            Some(progress) => progress.suspend(|| say(text)),
            None => say(text),
        }
    }

    fn ready(
        &mut self,
        (steps, done): (u64, u64),
        (estimate, validation): (&Estimate, usize),
        place: FeaturePlace,
    ) {
        self.steps = (steps, done);
        let kept = match place {
            FeaturePlace::Off => "not kept: the vision tower runs in every epoch".to_owned(),
            place => format!("{} in all, kept: {}", plain_bytes(estimate.total()), place.name()),
        };
        let looks = match validation {
            0 => String::new(),
            pictures => format!(", validated on {pictures} other pictures"),
        };
        self.say(&format!(
            "{} pictures, {steps} steps{looks}; features {} a picture, {kept}",
            estimate.pictures - validation,
            plain_bytes(estimate.per_picture),
        ));
        if done > 0 {
            self.say(&format!("going on after step {done}"));
        }
    }

    fn epoch(&mut self, epoch: usize, losses: Losses, checkpoint: String) {
        let Losses { segmentation, image } = losses;
        self.say(&format!(
            "epoch {epoch}: segmentation {segmentation:.4}, image {image:.4}"
        ));
        let line = EpochLine {
            epoch,
            loss_segmentation: segmentation,
            loss_image: image,
            checkpoint: &checkpoint,
        };
        match serde_json::to_string(&line) {
            Ok(line) if self.json => self.print(&line),
            _ => self.print(&checkpoint),
        }
    }

    fn print(&mut self, line: &str) {
        let printed = match &self.progress {
            Some(progress) => progress.suspend(|| print_line(line)),
            None => print_line(line),
        };
        // Training goes on: its results are in the run's folder.
        if let (Err(error), None) = (printed, &self.failure) {
            self.failure = Some(error);
        }
    }
}

impl TrainSink for Reporter {
    fn event(&mut self, event: TrainEvent) {
        match event {
            TrainEvent::Ready {
                steps,
                done,
                estimate,
                place,
                validation,
            } => self.ready((steps, done), (&estimate, validation), place),
            TrainEvent::Features { total, .. } => self
                .progress
                .get_or_insert_with(|| Progress::of("features", total, false))
                .picture(),
            TrainEvent::Stored(_) => {
                self.finish();
                let (steps, done) = self.steps;
                self.progress = Some(Progress::of("steps", (steps - done) as usize, false));
            }
            TrainEvent::Step(metrics) => {
                if let Some(progress) = &mut self.progress {
                    progress.message(format!(
                        "epoch {}  segmentation {:.3}  image {:.3}",
                        metrics.epoch, metrics.loss_segmentation, metrics.loss_image
                    ));
                    progress.picture();
                }
            }
            TrainEvent::Epoch {
                epoch,
                losses,
                checkpoint,
            } => {
                self.epoch(epoch, losses, printable_path(&checkpoint));
            }
            TrainEvent::Validated(metrics) => self.say(&format!("validated: {}", metrics.text())),
            TrainEvent::Note(text) => self.say(&format!("note: {text}")),
            TrainEvent::Saved { .. } => {}
        }
    }
}
