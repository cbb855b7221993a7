//! `run.toml` of an evaluation: what was evaluated, how, and what came out.

use super::EvaluationSettings;
use crate::detector::DetectorSettings;
use crate::evaluate::metrics::{BestF1, ClassMetrics, Metric, MetricsReport, Preset, Undefined};
use crate::run::{
    BackboneRecord, DatasetRecord, HardwareRecord, ProgramRecord, PromptsRecord, RunError, RunKind,
    RunStatus, RunTimes, read_record, write_record,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The record of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluationRecord {
    /// Form of this file.
    pub schema: u32,
    /// Names the run: when it began, and by which process.
    pub identity: String,
    /// [`RunKind::Evaluate`].
    pub kind: RunKind,
    /// What became of it.
    pub status: RunStatus,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// As typed, program first. A resumed run keeps its first.
    pub command_line: Vec<String>,
    /// The shards that it was put together from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged_from: Vec<String>,
    /// Times.
    pub times: RunTimes,
    /// The program.
    pub program: ProgramRecord,
    /// What holds for the whole queue.
    pub settings: EvaluationSettings,
    /// CLIP.
    pub backbone: BackboneRecord,
    /// The machine.
    pub hardware: HardwareRecord,
    /// The queue and what came out.
    pub items: Vec<ItemRecord>,
}

/// One checkpoint on one dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemRecord {
    /// What the tables call it.
    pub method: String,
    /// How it detects.
    pub detector: DetectorSettings,
    /// Protocol warnings, as they are said.
    pub warnings: Vec<String>,
    /// The identifier of the dataset's kind: the catalogue's, or that of a generic packaging.
    pub dataset_kind: String,
    /// Images of it that this run does.
    pub images: usize,
    /// The dataset.
    pub dataset: DatasetRecord,
    /// The prompts; none for a method without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompts: Option<PromptsRecord>,
    /// The classes that are done, in the order of the dataset.
    #[serde(default)]
    pub classes: Vec<ClassRecord>,
}

/// The metrics of a class, fractions in full precision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassRecord {
    /// The class.
    pub name: String,
    /// Normal images.
    pub normal: usize,
    /// Anomalous images.
    pub anomalous: usize,
    /// Images without a result, which take no part.
    pub failed: usize,
    /// Values by the names of the JSON; what is undefined is not among them.
    pub values: BTreeMap<String, f64>,
    /// Where the image F1 is greatest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_f1_threshold: Option<f32>,
    /// Where the pixel F1 is greatest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pixel_f1_threshold: Option<f32>,
    /// Why the others are undefined.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub undefined: BTreeMap<String, Undefined>,
}

impl EvaluationRecord {
    /// Writes it; the file appears whole or the last one stays.
    pub fn write(&self, path: &Path) -> Result<(), RunError> {
        write_record(self, path)
    }

    /// Reads it.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        read_record(path, RunKind::Evaluate)
    }
}

impl ItemRecord {
    /// The metrics of its classes.
    pub fn report(&self, preset: Preset) -> MetricsReport {
        let mut report = MetricsReport::new(preset);
        for class in &self.classes {
            // The preset is the report's own.
            let _ = report.add(class.name.clone(), class.metrics(preset));
        }
        report
    }
}

impl ClassRecord {
    /// What is kept of these metrics.
    pub fn new(name: &str, metrics: &ClassMetrics, failed: usize) -> Self {
        let mut values = BTreeMap::new();
        let mut undefined = BTreeMap::new();
        for metric in Metric::ALL {
            match metrics.value(metric) {
                Ok(value) => drop(values.insert(metric.key().to_owned(), value)),
                Err(reason) => drop(undefined.insert(metric.key().to_owned(), reason)),
            }
        }
        let threshold = |best: &Result<BestF1, Undefined>| best.as_ref().ok().map(|best| best.threshold);
        Self {
            name: name.to_owned(),
            normal: metrics.normal,
            anomalous: metrics.anomalous,
            failed,
            values,
            image_f1_threshold: threshold(&metrics.image_f1),
            pixel_f1_threshold: threshold(&metrics.pixel_f1),
            undefined,
        }
    }

    /// The metrics again.
    pub fn metrics(&self, preset: Preset) -> ClassMetrics {
        let value = |metric: Metric| match self.values.get(metric.key()) {
            Some(value) => Ok(*value),
            None => Err(self
                .undefined
                .get(metric.key())
                .copied()
                .unwrap_or(Undefined::NoImages)),
        };
        let best = |metric, threshold: Option<f32>| {
            value(metric).map(|f1| BestF1 {
                f1,
                threshold: threshold.unwrap_or(f32::NAN),
            })
        };
        ClassMetrics {
            preset,
            normal: self.normal,
            anomalous: self.anomalous,
            image_auroc: value(Metric::ImageAuroc),
            image_ap: value(Metric::ImageAp),
            image_f1: best(Metric::ImageF1, self.image_f1_threshold),
            pixel_auroc: value(Metric::PixelAuroc),
            pixel_ap: value(Metric::PixelAp),
            pixel_f1: best(Metric::PixelF1, self.pixel_f1_threshold),
            pixel_aupro: value(Metric::PixelAupro),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::ClassAccumulator;
    use crate::evaluate::metrics::ImageEvidence;

    #[test]
    fn metrics_come_back_from_the_record_to_the_last_digit() {
        for count in [0, 1, 7] {
            let mut class = ClassAccumulator::new(count, 2, 2);
            for image in 0..count {
                let score = (image as f32 * 0.37).sin();
                let map = [score, 0.1, 0.2, 0.3];
                let evidence = ImageEvidence {
                    is_anomalous: image % 3 == 1,
                    score,
                    map: Some(&map),
                    mask: None,
                };
                class.push(evidence).unwrap();
            }
            let metrics = class.finish(Preset::Parity);
            let record = ClassRecord::new("a", &metrics, 2);
            let text = toml::to_string(&record).unwrap();
            let back: ClassRecord = toml::from_str(&text).unwrap();
            assert_eq!(back, record);
            assert_eq!(back.metrics(Preset::Parity), metrics);
        }
    }
}
