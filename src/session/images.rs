//! One picture of a session: what is known of it and what came out.

use crate::base::{sha256_of_bytes, stored_path};
use crate::dataset::{Label, Sample};
use crate::detector::{AnomalyMap, Detection};
use crate::picture::PictureNote;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// One picture of a session.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageRecord {
    /// Relative to the dataset's root.
    #[serde(with = "stored_path")]
    pub path: PathBuf,
    /// The class; empty for pictures of no dataset.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// Kind of defect, by the name of its folder.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub species: String,
    /// 0 normal, 1 anomalous; none where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<u8>,
    /// The mask of an anomalous picture, relative to the root.
    #[serde(
        with = "stored_path::option",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub mask: Option<PathBuf>,
    /// Of the file; none where it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Of the mask's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask_sha256: Option<String>,
    /// Probability that the picture is abnormal; none where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    /// What the decoder and the automatic checks said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Why there is no score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The anomaly map; none where it failed, or where only the score is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<MapRecord>,
}

/// What is kept of an anomaly map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapRecord {
    /// S.
    pub size: usize,
    /// Of its S·S values as little-endian f32, rows from the top.
    pub sha256: String,
    /// Smallest value.
    pub min: f32,
    /// Largest value.
    pub max: f32,
    /// Mean value.
    pub mean: f32,
}

impl ImageRecord {
    /// A picture of a dataset, without a result.
    pub fn of_sample(sample: &Sample) -> Self {
        let is_anomalous = sample.label == Some(Label::Anomalous);
        Self {
            path: sample.image.to_path_buf(),
            class: sample.class.to_string(),
            species: sample.species.to_string(),
            label: sample.label.map(Label::number),
            // A normal sample's mask is empty, whatever file there is.
            mask: sample
                .mask
                .as_deref()
                .filter(|_| is_anomalous)
                .map(Path::to_path_buf),
            ..Self::default()
        }
    }

    /// A picture of no dataset, without a result.
    pub fn of_file(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            ..Self::default()
        }
    }

    /// The same picture without hashes and without a result.
    pub fn blank(&self) -> Self {
        Self {
            path: self.path.clone(),
            class: self.class.clone(),
            species: self.species.clone(),
            label: self.label,
            mask: self.mask.clone(),
            ..Self::default()
        }
    }

    /// With what the model saw.
    pub fn with_detection(mut self, detection: &Detection, notes: &[PictureNote]) -> Self {
        self.score = Some(detection.score);
        self.map = Some(MapRecord::new(&detection.map));
        let notes = notes.iter().map(ToString::to_string);
        let checks = detection.warnings.iter().map(ToString::to_string);
        self.warnings = notes.chain(checks).collect();
        self
    }

    /// With a score whose map is gone.
    pub fn with_score(mut self, score: f32) -> Self {
        self.score = Some(score);
        self
    }

    /// With the reason why there is no result.
    pub fn with_error(mut self, error: String) -> Self {
        self.error = Some(error);
        self
    }
}

impl MapRecord {
    /// Hashes a map.
    pub fn new(map: &AnomalyMap) -> Self {
        let (min, max, mean) = map.min_max_mean();
        let bytes: Vec<u8> = map.values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self {
            size: map.size,
            sha256: sha256_of_bytes(&bytes),
            min,
            max,
            mean,
        }
    }
}
