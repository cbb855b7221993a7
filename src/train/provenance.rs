//! What a checkpoint says about where it comes from. Nothing in it depends on when or where the run was made, so the
//! same run gives the same bytes.

use super::{TrainError, TrainRecord};
use crate::detector::DETECTION;
use std::collections::BTreeMap;

/// The metadata of the checkpoint after `epoch`.
pub fn of(record: &TrainRecord, epoch: usize) -> Result<BTreeMap<String, String>, TrainError> {
    let TrainRecord {
        dataset,
        backbone,
        prompts,
        settings,
        program,
        ..
    } = record;
    let detection = serde_json::to_string(&settings.detection())
        .map_err(|error| TrainError::Record(error.to_string()))?;
    let settings = serde_json::to_string(settings).map_err(|error| TrainError::Record(error.to_string()))?;
    let mut all: BTreeMap<String, String> = [
        ("format", "vip2clip prompts 1".to_owned()),
        ("program", format!("vip2clip-tui {}", program.version)),
        ("trained_on", dataset.name.clone()),
        ("trained_on_variant", dataset.variant.clone()),
        ("trained_on_fingerprint", dataset.fingerprint.clone()),
        ("trained_on_split", dataset.split.clone()),
        ("backbone", backbone.name.clone()),
        ("backbone_sha256", backbone.sha256.clone()),
        ("began_with", prompts.name.clone()),
        ("epoch", epoch.to_string()),
        ("settings", settings),
        (DETECTION, detection),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    if let Some(hash) = &prompts.sha256 {
        all.insert("began_with_sha256".to_owned(), hash.clone());
    }
    if let Some(seen) = &prompts.trained_on {
        all.insert("trained_on_before".to_owned(), seen.clone());
    }
    if let Some(preset) = &record.preset {
        all.insert("preset".to_owned(), preset.clone());
    }
    Ok(all)
}
