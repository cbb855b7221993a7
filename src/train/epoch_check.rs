//! The end of an epoch in a run that is validated: a look at the other dataset, and the best checkpoint kept.

use super::features::FeatureStore;
use super::{TrainError, TrainSink, TrainingRun, ValidationMetrics};
use crate::base::{CancelToken, write_atomically};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

impl TrainingRun {
    /// What the epoch's prompts reach on the other dataset, where it is time to look. The steps are saved first: stopped
    /// or killed here, the run comes back to the end of the epoch.
    pub(super) fn validate(
        &mut self,
        epoch: usize,
        store: &mut FeatureStore,
        (cancel, sink): (&CancelToken, &mut dyn TrainSink),
    ) -> Result<Option<ValidationMetrics>, TrainError> {
        let epochs = self.record.settings.epochs;
        if !self
            .validation
            .as_ref()
            .is_some_and(|(validation, _)| validation.is_due(epoch, epochs))
        {
            return Ok(None);
        }
        self.save_or_go_on(sink)?;
        let start = Instant::now();
        let Some((validation, lines)) = &mut self.validation else {
            return Ok(None);
        };
        let place = (epoch, self.place.step);
        let metrics = validation.look(place, &self.parameters, (store, self.set.len()), cancel)?;
        lines.append(&metrics)?;
        self.record
            .times
            .add_seconds("validation", start.elapsed().as_secs_f64());
        Ok(Some(metrics))
    }

    /// Copies the checkpoint of the epoch when it is the best so far.
    pub(super) fn keep_best(&mut self, epoch: usize, checkpoint: &Path) -> Result<(), TrainError> {
        self.record.find_best();
        let best = self
            .record
            .validation
            .as_ref()
            .and_then(|validation| validation.best_epoch);
        if best == Some(epoch) {
            let path = self.paths.best_checkpoint();
            let bytes =
                std::fs::read(checkpoint).map_err(TrainError::io(checkpoint, "it cannot be read back"))?;
            write_atomically(&path, |out| out.write_all(&bytes))
                .map_err(TrainError::io(&path, "the checkpoint cannot be written"))?;
        }
        Ok(())
    }
}
