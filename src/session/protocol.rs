//! What stands between a session's numbers and the published ones, said once and kept with it.

use super::{SessionDataset, SessionError};
use crate::detector::{DetectorSettings, PromptCheckpoint};
use crate::evaluate::metrics::Preset;
use crate::evaluate::protocol::{Facts, TrainedOn, check};
use crate::evaluate::published::PublishedTables;
use std::path::Path;

/// Protocol warnings for a dataset with labels; none for pictures that nobody measures.
pub(super) fn warnings(
    dataset: &SessionDataset,
    (prompts, checkpoint): (&Path, &PromptCheckpoint),
    settings: &DetectorSettings,
    preset: Preset,
) -> Result<Vec<String>, SessionError> {
    let record = &dataset.record;
    if record.normal + record.anomalous == 0 {
        return Ok(Vec::new());
    }
    let published = PublishedTables::read().map_err(|error| SessionError::Record(error.to_string()))?;
    let trained_on = TrainedOn::of_checkpoint(prompts, checkpoint.metadata());
    let shape = checkpoint.shape();
    let facts = Facts {
        dataset: &record.name,
        fingerprint: Some(&record.fingerprint),
        counts: (record.normal, record.anomalous),
        trained_on: trained_on.as_ref(),
        learned: true,
        settings,
        prompt_lengths: Some((shape.n_ctx, shape.n_cls)),
        preset,
    };
    Ok(check(&facts, &published)
        .iter()
        .map(ToString::to_string)
        .collect())
}
