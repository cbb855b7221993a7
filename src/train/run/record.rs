//! The record of a training run: what it was begun with and what became of it.

use crate::base::printable;
use crate::dataset::catalogue::{self, Shared};
use crate::evaluate::protocol::seen_among;
use crate::run::{
    BackboneRecord, DatasetRecord, HardwareRecord, ProgramRecord, PromptsRecord, RunError, RunKind,
    RunStatus, RunTimes, read_record, write_record,
};
use crate::train::validation::best;
use crate::train::{Estimate, FeatureOptions, FeaturePlace, TrainSettings, ValidationMetrics};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The record of a training run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainRecord {
    /// Form of this file.
    pub schema: u32,
    /// Names the run: when it began, and by which process.
    pub identity: String,
    /// [`RunKind::Train`].
    pub kind: RunKind,
    /// The run whose prompts it began with, where they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What became of it.
    pub status: RunStatus,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// As typed, program first. A resumed run keeps its first.
    pub command_line: Vec<String>,
    /// Protocol that it keeps to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// Settings that are not the defaults.
    pub changed_settings: Vec<String>,
    /// Times.
    pub times: RunTimes,
    /// The program.
    pub program: ProgramRecord,
    /// All settings.
    pub settings: TrainSettings,
    /// CLIP.
    pub backbone: BackboneRecord,
    /// The prompts at the beginning.
    pub prompts: PromptsRecord,
    /// What is trained on.
    pub dataset: DatasetRecord,
    /// Frozen features.
    pub features: FeatureRecord,
    /// The machine.
    pub hardware: HardwareRecord,
    /// What every so many epochs are looked at with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<ValidationRecord>,
    /// What was done, epoch by epoch.
    #[serde(default)]
    pub epochs: Vec<EpochRecord>,
}

/// How frozen features were kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureRecord {
    /// What was asked for.
    pub options: FeatureOptions,
    /// Where they are.
    pub place: FeaturePlace,
    /// What they take.
    pub estimate: Estimate,
}

/// Another dataset that the prompts are tried on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValidationRecord {
    /// Epochs between two looks.
    pub every: usize,
    /// Definitions of the metrics.
    pub metrics: String,
    /// What decides which epoch is the best.
    pub criterion: String,
    /// The best so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_epoch: Option<usize>,
    /// What it reached by the criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_value: Option<f64>,
    /// The dataset.
    pub dataset: DatasetRecord,
}

/// One epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// From 1.
    pub epoch: usize,
    /// sha256 of the order of its pictures.
    pub order: String,
    /// Mean over its pictures.
    pub loss_segmentation: f64,
    /// Mean over its pictures.
    pub loss_image: f64,
    /// When it was done, UTC.
    pub finished: String,
    /// sha256 of its checkpoint.
    pub checkpoint: String,
    /// What it reached on the other dataset, where it was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<ValidationMetrics>,
}

impl TrainRecord {
    /// Writes it; the file appears whole or the last one stays.
    pub fn write(&self, path: &Path) -> Result<(), RunError> {
        write_record(self, path)
    }

    /// Reads it back.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        read_record(path, RunKind::Train)
    }

    /// Looks anew which epoch did best on the other dataset.
    pub fn find_best(&mut self) {
        if let Some(validation) = &mut self.validation {
            let looked = self.epochs.iter().filter_map(|epoch| epoch.validation.as_ref());
            let best = best(looked);
            validation.best_epoch = best.map(|(epoch, _)| epoch);
            validation.best_value = best.map(|(_, value)| value);
        }
    }

    /// Where the run leaves the protocol of the published numbers, and what of the validation says less than it seems to.
    pub fn protocol_notes(&self) -> Vec<String> {
        let mut notes = self.training_notes();
        let Some(validation) = &self.validation else {
            return notes;
        };
        let (looked_at, trained_on) = (&validation.dataset, &self.dataset);
        if looked_at.fingerprint == trained_on.fingerprint || looked_at.root == trained_on.root {
            notes.push(
                "the validation looks at the dataset that is trained on: its numbers say nothing about others"
                    .to_owned(),
            );
        } else if let Some(shared) = catalogue::shared(&trained_on.name, &looked_at.name) {
            notes.push(match shared {
                Shared::Surely(own) => format!(
                    "{} is in what is trained on and in what the validation looks at: its numbers say nothing about \
                     others",
                    own.title
                ),
                Shared::Perhaps(own) => format!(
                    "{} may be in what is trained on and in what the validation looks at: then its numbers say nothing \
                     about others",
                    own.title
                ),
            });
        }
        let before = self.prompts.trained_on.as_deref();
        let same = before.filter(|names| names.split(" + ").any(|name| name == looked_at.name));
        if let Some(seen) = same.or_else(|| seen_among(before?, &looked_at.name)) {
            notes.push(format!(
                "the prompts to begin with say that they were trained on {}, which the validation looks at",
                printable(seen)
            ));
        }
        notes
    }

    /// What makes numbers of these prompts others than the published ones.
    fn training_notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let kind = self.dataset.name.as_str();
        let Some(known) = catalogue::find(kind) else {
            return match catalogue::kind_named(kind) {
                Some(word) => vec![format!(
                    "{word} is a word for several datasets: these prompts will be zero-shot on none of them"
                )],
                None => notes,
            };
        };
        if !matches!(kind, "mvtec" | "visa") {
            notes.push(format!(
                "the published numbers are of prompts trained on MVTec AD, and on VisA for MVTec AD; these are trained on {}",
                known.title
            ));
        } else if self.preset.is_none() && !self.changed_settings.is_empty() {
            notes.push(format!(
                "settings differ from the published training's: {}; --preset paper-{kind} insists on them",
                self.changed_settings.join(", ")
            ));
        }
        if let Some(seen) = &self.prompts.trained_on {
            notes.push(format!(
                "the prompts to begin with were trained on {}: these will be zero-shot on neither",
                printable(seen)
            ));
        }
        notes
    }
}
