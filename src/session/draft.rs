//! From what a program holds to a session.

use super::{
    ImageRecord, ModelRecord, SCHEMA, Session, SessionDataset, SessionError, SessionKind, Thresholds,
    hash_inputs, measure_scores, protocol,
};
use crate::base::{CancelToken, peak_memory};
use crate::clip::BackboneFile;
use crate::detector::{DetectorError, DetectorSettings, Placement, PromptCheckpoint};
use crate::engine::evaluation::ClassRecord;
use crate::engine::{ModelChoice, device_name};
use crate::evaluate::metrics::Preset;
use crate::run::{
    BackboneRecord, HardwareRecord, ProgramRecord, PromptsRecord, RunTimes, file_name, identity, now, rfc3339,
};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Everything about a session but its pictures.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What makes it.
    pub kind: SessionKind,
    /// The session that it goes on from.
    pub parent: Option<String>,
    /// As typed, from [`command_line`](super::command_line).
    pub command_line: Vec<String>,
    /// When it was begun, and seconds per phase.
    pub times: RunTimes,
    /// The model's files and defaults.
    pub model: ModelChoice,
    /// How it detects.
    pub settings: DetectorSettings,
    /// Where it runs.
    pub placement: Placement,
    /// Pictures per run of the model.
    pub batch: NonZeroUsize,
    /// Definitions of the metrics.
    pub preset: Preset,
    /// Scores from here on mean abnormal.
    pub threshold: Option<f32>,
    /// The dataset, from [`SessionDataset::of_index`] or [`SessionDataset::of_files`].
    pub dataset: SessionDataset,
    /// Its folder on this machine: what the paths of pictures are relative to.
    pub root: PathBuf,
    /// What the workbench shows.
    pub ui: toml::Table,
}

impl Draft {
    /// The session. Hashes the model, the pictures and the masks, so it takes a while: not for a thread that draws.
    ///
    /// `classes` are the metrics where maps were measured; without any, those of the scores are computed.
    pub fn record(
        self,
        mut images: Vec<ImageRecord>,
        classes: Vec<ClassRecord>,
        cancel: &CancelToken,
    ) -> Result<Session, SessionError> {
        if images.is_empty() {
            return Err(SessionError::Empty);
        }
        hash_inputs(&mut images, &self.root, cancel)?;
        let (model, warnings) = self.model_record()?;
        let mut hardware = HardwareRecord::new(&device_name(&self.placement.device), &self.placement.device);
        hardware.peak_memory = peak_memory();
        let classes = match classes.is_empty() {
            true => measure_scores(&images, self.preset),
            false => classes,
        };
        let mut times = self.times;
        times.ended = Some(rfc3339(now()));
        Ok(Session {
            schema: SCHEMA,
            identity: identity(),
            kind: self.kind,
            parent: self.parent,
            command_line: self.command_line,
            times,
            program: ProgramRecord::new(&self.placement),
            hardware,
            model,
            changed: changed(&self.settings, &self.model.defaults)?,
            settings: self.settings,
            batch: self.batch,
            preset: self.preset,
            preset_version: self.preset.version(),
            thresholds: Thresholds {
                score: self.threshold,
            },
            dataset: self.dataset,
            warnings,
            ui: self.ui,
            classes,
            images,
        })
    }

    /// The model, and what of it breaks the protocol.
    fn model_record(&self) -> Result<(ModelRecord, Vec<String>), SessionError> {
        let files = &self.model.files;
        let backbone = BackboneFile::open(&files.backbone).map_err(DetectorError::from)?;
        let prompts = PromptCheckpoint::open(&files.prompts).map_err(DetectorError::from)?;
        let about = (files.prompts.as_path(), &prompts);
        let warnings = protocol::warnings(&self.dataset, about, &self.settings, self.preset)?;
        let mut record = ModelRecord {
            demo: self.model.is_demo,
            backbone: BackboneRecord::new(&backbone)?,
            prompts: PromptsRecord::of_file(&files.prompts, &prompts)?,
        };
        if record.demo {
            // It comes with the project, wherever that lies.
            record.backbone.path = in_project(&files.backbone);
            record.prompts.path = Some(in_project(&files.prompts));
        }
        Ok((record, warnings))
    }
}

fn in_project(path: &Path) -> PathBuf {
    Path::new("models/demo").join(file_name(path))
}

/// What is not as by default, setting by setting.
fn changed(
    settings: &DetectorSettings,
    defaults: &DetectorSettings,
) -> Result<BTreeMap<String, String>, SessionError> {
    let table = |settings: &DetectorSettings| {
        toml::Table::try_from(settings).map_err(|error| SessionError::Record(error.to_string()))
    };
    let defaults = table(defaults)?;
    let differing = table(settings)?
        .into_iter()
        .filter(|(key, value)| defaults.get(key) != Some(value));
    let sentence = |(key, value): (String, toml::Value)| {
        let default = defaults
            .get(&key)
            .map_or("nothing".to_owned(), ToString::to_string);
        (key, format!("{value}, by default {default}"))
    };
    Ok(differing.map(sentence).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_by_default_is_told() {
        let settings = DetectorSettings {
            sigma: 4.0,
            layers: vec![1, 2],
            ..DetectorSettings::default()
        };
        let told = changed(&settings, &DetectorSettings::default()).unwrap();
        let told: Vec<_> = told.iter().map(|(key, text)| format!("{key}: {text}")).collect();
        assert_eq!(
            told,
            [
                "layers: [1, 2], by default [6, 12, 18, 24]",
                "sigma: 4.0, by default 8.0"
            ]
        );
    }
}
