//! An image of an evaluation.

use crate::run::Numbered;
use serde::{Deserialize, Serialize};

/// A line of `scores.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreLine {
    /// From 1, over the whole run.
    pub number: u64,
    /// Item of the queue, from 0.
    pub item: usize,
    /// The dataset.
    pub dataset: String,
    /// The class.
    pub class: String,
    /// Place in the class, from 0.
    pub index: usize,
    /// The picture, relative to the dataset's root.
    pub image: String,
    /// The kind of defect.
    pub species: String,
    /// 0 normal, 1 anomalous.
    pub label: u8,
    /// The image score; null where it is not a number, or there is none.
    pub score: Option<f32>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Milliseconds to read, decode and resize it.
    pub decode_ms: f64,
    /// Milliseconds in the model, its share of its batch.
    pub detect_ms: f64,
}

impl Numbered for ScoreLine {
    fn number(&self) -> u64 {
        self.number
    }
}

impl ScoreLine {
    /// Whether it has a map.
    pub fn is_done(&self) -> bool {
        self.error.is_none()
    }
}
