//! A run from its first step, or from where it was stopped, to its last.

use super::features::{FeatureStore, VisionSource};
use super::run::{EpochRecord, Place, ResumeState, TrainPaths, TrainRecord};
use super::samples::TrainingSet;
use super::validation::{Validation, ValidationMetrics};
use super::{
    Adam, Generator, GroundTruth, LearningRates, Losses, MetricsLog, Parameters, SampleFeatures, StepMetrics,
    TrainError, TrainEvent, TrainSink, TrainingModel, TrainingSample, provenance,
};
use crate::base::{CancelToken, peak_memory, sha256_of_bytes};
use crate::detector::Placement;
use crate::run::{Heartbeat, LineLog, Pause, RunFolder, RunLog, RunStatus, hash, now, rfc3339};
use std::time::{Duration, Instant};

/// A run that is ready: everything is checked, nothing is computed.
pub struct TrainingRun {
    pub(super) folder: RunFolder,
    pub(super) paths: TrainPaths,
    pub(super) record: TrainRecord,
    pub(super) set: TrainingSet,
    pub(super) model: TrainingModel,
    pub(super) parameters: Parameters,
    pub(super) adam: Adam,
    pub(super) place: Place,
    pub(super) placement: Placement,
    /// Longest time without a saved state.
    pub(super) save_every: Duration,
    pub(super) metrics: MetricsLog,
    pub(super) validation: Option<(Validation, LineLog<ValidationMetrics>)>,
    pub(super) heartbeat: Heartbeat,
    pub(super) pause: Pause,
}

/// How a run ended, when nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunEnd {
    /// All epochs are done.
    Finished,
    /// It was asked to stop; it can go on.
    Stopped,
}

impl TrainingRun {
    /// The record as it stands.
    pub fn record(&self) -> &TrainRecord {
        &self.record
    }

    /// Steps of an epoch.
    fn steps_per_epoch(&self) -> usize {
        self.set.len().div_ceil(self.record.settings.batch)
    }

    /// Runs to the end, or until somebody cancels: then the step is finished and the state saved. Whatever happens is
    /// told to `sink`, logged, and in the record.
    pub fn run(mut self, cancel: &CancelToken, sink: &mut dyn TrainSink) -> Result<RunEnd, TrainError> {
        let mut sink = Logged {
            log: self.folder.log(),
            sink,
        };
        let ended = self.run_epochs(cancel, &mut sink);
        let ended = match ended {
            Err(TrainError::Cancelled) => Ok(RunEnd::Stopped),
            other => other,
        };
        let (status, word) = match &ended {
            Ok(RunEnd::Finished) => (RunStatus::Finished, "finished".to_owned()),
            Ok(RunEnd::Stopped) => (
                RunStatus::Stopped,
                format!("stopped after step {}", self.place.step),
            ),
            Err(error) => (RunStatus::Failed, format!("failed: {error}")),
        };
        self.folder.log().write(&word);
        self.record.status = status;
        self.record.failure = ended.as_ref().err().map(ToString::to_string);
        self.record.times.ended = Some(rfc3339(now()));
        self.record.hardware.peak_memory = self.record.hardware.peak_memory.max(peak_memory());
        let written = self.record.write(&self.paths.run().record());
        // The first error is the one to report.
        ended.and_then(|end| Ok(written.map(|()| end)?))
    }

    fn run_epochs(&mut self, cancel: &CancelToken, sink: &mut dyn TrainSink) -> Result<RunEnd, TrainError> {
        sink.event(TrainEvent::Ready {
            steps: (self.steps_per_epoch() * self.record.settings.epochs) as u64,
            done: self.place.step,
            estimate: self.record.features.estimate,
            place: self.record.features.place,
            validation: self
                .validation
                .as_ref()
                .map_or(0, |(validation, _)| validation.set().len()),
        });
        for note in self.set.notes().into_iter().chain(self.record.protocol_notes()) {
            sink.event(TrainEvent::Note(note));
        }
        let start = Instant::now();
        let (truths, mut store) = self.prepare(cancel, sink)?;
        self.record
            .times
            .add_seconds("features", start.elapsed().as_secs_f64());
        let mut saved = Instant::now();
        while self.place.epoch < self.record.settings.epochs {
            let start = Instant::now();
            let end = self.run_epoch(&truths, &mut store, &mut saved, cancel, sink);
            self.record
                .times
                .add_seconds("training", start.elapsed().as_secs_f64());
            if end? == RunEnd::Stopped {
                return Ok(RunEnd::Stopped);
            }
        }
        Ok(RunEnd::Finished)
    }

    /// Masks and features.
    fn prepare(
        &mut self,
        cancel: &CancelToken,
        sink: &mut dyn TrainSink,
    ) -> Result<(Vec<GroundTruth>, FeatureStore), TrainError> {
        let truths = self.set.truths(self.model.upsampling(), cancel)?;
        let mut pictures = self.set.pictures().to_vec();
        if let Some((validation, _)) = &self.validation {
            pictures.extend_from_slice(validation.set().pictures());
        }
        let TrainRecord {
            features,
            settings,
            backbone,
            ..
        } = &self.record;
        let (store, summary) = FeatureStore::fill(
            pictures,
            VisionSource::new(&backbone.path, settings, &self.placement),
            &features.options,
            features.place,
            (&backbone.sha256, settings, &features.estimate),
            (cancel, sink),
        )?;
        sink.event(TrainEvent::Stored(summary));
        Ok((truths, store))
    }

    /// The rest of the present epoch.
    fn run_epoch(
        &mut self,
        truths: &[GroundTruth],
        store: &mut FeatureStore,
        saved: &mut Instant,
        cancel: &CancelToken,
        sink: &mut dyn TrainSink,
    ) -> Result<RunEnd, TrainError> {
        let settings = self.record.settings.clone();
        let epoch = self.place.epoch + 1;
        let order = Generator::new(settings.seed, epoch as u64).order(self.set.len());
        let batches: Vec<&[usize]> = order.chunks(settings.batch).collect();
        while let Some(batch) = batches.get(self.place.steps_of_epoch) {
            if self.pause.is_asked() && !cancel.is_cancelled() {
                self.rest(cancel, sink)?;
            }
            if cancel.is_cancelled() {
                self.save(sink)?;
                return Ok(RunEnd::Stopped);
            }
            let start = Instant::now();
            let features = store.get(batch, cancel).inspect_err(|_| {
                // Asked to stop in the middle of a tower: the steps so far are worth keeping.
                let _ = self.write_state();
            })?;
            let (losses, rates) = self.step(batch, features, truths)?;
            let images_per_s = batch.len() as f64 / start.elapsed().as_secs_f64();
            self.count(epoch, batch.len(), losses, rates, images_per_s, sink)?;
            if saved.elapsed() >= self.save_every {
                self.save_or_go_on(sink)?;
                *saved = Instant::now();
            }
        }
        self.finish_epoch(epoch, &order, store, (cancel, sink))?;
        *saved = Instant::now();
        Ok(RunEnd::Finished)
    }

    /// Keeps everything in memory and waits.
    fn rest(&mut self, cancel: &CancelToken, sink: &mut dyn TrainSink) -> Result<(), TrainError> {
        self.save_or_go_on(sink)?;
        sink.event(TrainEvent::Note(format!("paused after step {}", self.place.step)));
        self.pause.rest(cancel, || self.heartbeat.beat());
        sink.event(TrainEvent::Note("going on".to_owned()));
        Ok(())
    }

    /// One step of the optimiser on these pictures.
    fn step(
        &mut self,
        batch: &[usize],
        features: Vec<SampleFeatures>,
        truths: &[GroundTruth],
    ) -> Result<(Losses, LearningRates), TrainError> {
        let samples: Vec<TrainingSample> = features
            .into_iter()
            .zip(batch)
            .map(|(features, &index)| TrainingSample {
                features,
                truth: &truths[index],
            })
            .collect();
        let (losses, gradients) = self.model.pass(&self.parameters, &samples)?;
        if !(losses.segmentation.is_finite() && losses.image.is_finite()) {
            return Err(TrainError::NotANumber {
                step: self.place.step + 1,
            });
        }
        let rates = LearningRates {
            ica: self.record.settings.lr_ica,
            fgp: self.record.settings.lr_fgp,
        };
        self.adam.step(&mut self.parameters, &gradients, rates)?;
        Ok((losses, rates))
    }

    /// Writes down that a step is done.
    fn count(
        &mut self,
        epoch: usize,
        pictures: usize,
        losses: Losses,
        rates: LearningRates,
        images_per_s: f64,
        sink: &mut dyn TrainSink,
    ) -> Result<(), TrainError> {
        let metrics = StepMetrics {
            step: self.place.step + 1,
            epoch,
            loss_segmentation: losses.segmentation,
            loss_image: losses.image,
            lr_ica: rates.ica,
            lr_fgp: rates.fgp,
            images_per_s,
            time: now(),
        };
        self.metrics.append(&metrics)?;
        self.place.step += 1;
        self.place.steps_of_epoch += 1;
        self.place.sums[0] += losses.segmentation * pictures as f64;
        self.place.sums[1] += losses.image * pictures as f64;
        sink.event(TrainEvent::Step(metrics));
        Ok(())
    }

    /// The checkpoint first, the state that counts on it last.
    fn finish_epoch(
        &mut self,
        epoch: usize,
        order: &[usize],
        store: &mut FeatureStore,
        (cancel, sink): (&CancelToken, &mut dyn TrainSink),
    ) -> Result<(), TrainError> {
        let path = self.paths.checkpoint(epoch);
        let checkpoint = self
            .parameters
            .to_checkpoint(&path, provenance::of(&self.record, epoch)?)?;
        checkpoint.save(&path)?;
        let validation = self.validate(epoch, store, (cancel, sink))?;
        let mean = self.place.sums.map(|sum| sum / self.set.len() as f64);
        self.record.epochs.retain(|done| done.epoch < epoch);
        self.record.epochs.push(EpochRecord {
            epoch,
            order: hash_of_order(order),
            loss_segmentation: mean[0],
            loss_image: mean[1],
            finished: rfc3339(now()),
            checkpoint: hash(&path)?,
            validation,
        });
        self.keep_best(epoch, &path)?;
        self.record.hardware.peak_memory = self.record.hardware.peak_memory.max(peak_memory());
        self.record.write(&self.paths.run().record())?;
        self.place.epoch = epoch;
        self.place.steps_of_epoch = 0;
        self.place.sums = [0.0; 2];
        self.save(sink)?;
        sink.event(TrainEvent::Epoch {
            epoch,
            losses: Losses {
                segmentation: mean[0],
                image: mean[1],
            },
            checkpoint: path,
        });
        if let Some(metrics) = validation {
            sink.event(TrainEvent::Validated(metrics));
        }
        Ok(())
    }

    fn save(&mut self, sink: &mut dyn TrainSink) -> Result<(), TrainError> {
        self.write_state()?;
        sink.event(TrainEvent::Saved {
            step: self.place.step,
        });
        Ok(())
    }

    /// A disk that is full now may not be at the next save, and the last state is still good.
    pub(super) fn save_or_go_on(&mut self, sink: &mut dyn TrainSink) -> Result<(), TrainError> {
        match self.save(sink) {
            Err(error) if error.is_disk_full() => {
                sink.event(TrainEvent::Note(format!(
                    "{error}\nthe run goes on from memory; the last saved state stays as it is"
                )));
                Ok(())
            }
            other => other,
        }
    }

    /// Metrics first: a state must not count steps that are in no metrics.
    pub(super) fn write_state(&self) -> Result<(), TrainError> {
        self.metrics.sync()?;
        ResumeState::write(
            &self.paths.resume_state(),
            &self.place,
            &self.parameters,
            &self.adam,
        )
    }
}

fn hash_of_order(order: &[usize]) -> String {
    let bytes: Vec<u8> = order
        .iter()
        .flat_map(|index| (*index as u64).to_le_bytes())
        .collect();
    sha256_of_bytes(&bytes)
}

/// Writes to the log what is worth reading later, and passes everything on.
struct Logged<'a> {
    log: RunLog,
    sink: &'a mut dyn TrainSink,
}

impl TrainSink for Logged<'_> {
    fn event(&mut self, event: TrainEvent) {
        if let Some(line) = event.log_line() {
            self.log.write(&line);
        }
        self.sink.event(event);
    }
}
