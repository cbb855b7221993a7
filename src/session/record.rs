//! The session file's schema.

use super::ImageRecord;
use crate::dataset::demo::{DemoSet, kept_set_behind};
use crate::dataset::{DatasetIndex, Sample, Split};
use crate::detector::DetectorSettings;
use crate::engine::evaluation::ClassRecord;
use crate::evaluate::metrics::{MetricsReport, Preset};
use crate::evaluate::tables::Table;
use crate::run::{
    BackboneRecord, DatasetRecord, HardwareRecord, ProgramRecord, PromptsRecord, Reading, RunTimes,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Form of this file.
    pub schema: u32,
    /// Names the session: when it began, and by which process.
    pub identity: String,
    /// What made it.
    pub kind: SessionKind,
    /// The identity of the session that it went on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// As typed, program first.
    pub command_line: Vec<String>,
    /// When it was begun and saved, and seconds per phase.
    pub times: RunTimes,
    /// The program.
    pub program: ProgramRecord,
    /// The machine.
    pub hardware: HardwareRecord,
    /// The model.
    pub model: ModelRecord,
    /// How it detects.
    pub settings: DetectorSettings,
    /// What of `settings` is not the model's default, and that default.
    #[serde(default)]
    pub changed: BTreeMap<String, String>,
    /// Pictures per run of the model.
    pub batch: NonZeroUsize,
    /// Definitions of the metrics.
    pub preset: Preset,
    /// Which version of these definitions.
    pub preset_version: u32,
    /// Where a verdict turns.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// The dataset.
    pub dataset: SessionDataset,
    /// Where it leaves the protocol of the published numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What the workbench showed; kept as it is.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub ui: toml::Table,
    /// Metrics of the classes whose pictures have labels, over the pictures of this session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassRecord>,
    /// The pictures, in the order in which they went through the model.
    pub images: Vec<ImageRecord>,
}

/// What made a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionKind {
    /// The workbench.
    Workbench,
    /// `session save`.
    Detect,
}

/// Which model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRecord {
    /// The one that comes with the project, wherever that lies.
    #[serde(default)]
    pub demo: bool,
    /// CLIP.
    pub backbone: BackboneRecord,
    /// The prompts.
    pub prompts: PromptsRecord,
}

/// Where a verdict turns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Scores from here on mean abnormal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
}

/// What the pictures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatasetSource {
    /// A folder that was understood as a dataset.
    Folder,
    /// Pictures that were named, or came with the session.
    Files,
    /// Drawn pictures, made again wherever they are needed.
    Demo,
}

/// Which dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionDataset {
    /// What it is.
    pub source: DatasetSource,
    /// Name, root, index and counts of the split, of which a session may hold a part.
    pub record: DatasetRecord,
    /// Which drawn pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<DemoSet>,
}

impl SessionDataset {
    /// A folder that was understood; drawn pictures in the cache are known as such.
    pub fn of_index(index: &DatasetIndex, reading: &Reading, split: Split) -> Self {
        let labelled: Vec<Sample> = index
            .samples(split)
            .iter()
            .filter(|sample| sample.label.is_some())
            .cloned()
            .collect();
        let mut record = DatasetRecord::new(index, reading, split, &labelled);
        let demo = kept_set_behind(&index.root);
        if demo.is_some() {
            // It has no place of its own.
            record.root = PathBuf::from("demo");
        }
        Self {
            source: match demo {
                Some(_) => DatasetSource::Demo,
                None => DatasetSource::Folder,
            },
            record,
            demo,
        }
    }

    /// So many pictures below a folder that was not read as a dataset.
    pub fn of_files(root: &Path, count: usize) -> Self {
        Self {
            source: DatasetSource::Files,
            record: DatasetRecord {
                name: "pictures".to_owned(),
                variant: "named one by one".to_owned(),
                root: root.to_owned(),
                reading: Reading::default(),
                fingerprint: String::new(),
                split: Split::Test.name().to_owned(),
                samples: 0,
                normal: 0,
                anomalous: 0,
                with_mask: 0,
                unlabelled: count,
                excluded: 0,
            },
            demo: None,
        }
    }
}

impl Session {
    /// Pictures whose score reaches the threshold; none without one.
    pub fn above_threshold(&self) -> Option<usize> {
        let threshold = self.thresholds.score?;
        let scores = self.images.iter().filter_map(|image| image.score);
        Some(scores.filter(|score| *score >= threshold).count())
    }

    /// The metrics as a table; none without any.
    pub fn metrics_table(&self) -> Option<Table> {
        let mut report = MetricsReport::new(self.preset);
        for class in &self.classes {
            // The preset is the report's own.
            let _ = report.add(class.name.clone(), class.metrics(self.preset));
        }
        (!self.classes.is_empty()).then(|| Table {
            dataset: self.dataset.record.name.clone(),
            method: self.model.prompts.name.clone(),
            report,
            published: None,
            warnings: Vec::new(),
        })
    }

    /// Pictures without a result.
    pub fn failed(&self) -> usize {
        self.images.iter().filter(|image| image.score.is_none()).count()
    }
}
