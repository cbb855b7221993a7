//! What an evaluation is to be.

use crate::detector::DetectorSettings;
use crate::evaluate::metrics::Preset;
use crate::evaluate::published::PublishedMethod;
use crate::run::Reading;
use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

/// How pictures are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MethodKind {
    /// ViP²-CLIP with the prompts of a checkpoint.
    Vip2,
    /// Plain CLIP with two sentences about the class.
    Clip,
}

impl MethodKind {
    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vip2 => "vip2",
            Self::Clip => "clip",
        }
    }

    /// The method of the published tables that it is compared with.
    pub fn published(self) -> PublishedMethod {
        match self {
            Self::Vip2 => PublishedMethod::Vip2Clip,
            Self::Clip => PublishedMethod::Clip,
        }
    }
}

/// A part of an evaluation that is done apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// From 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
}

impl Shard {
    /// Everything.
    pub const WHOLE: Self = Self { number: 1, count: 1 };

    /// Whether batch `batch`, from 0 over a dataset, belongs to it.
    pub fn holds(self, batch: usize) -> bool {
        batch % self.count == self.number - 1
    }

    /// Whether it is everything.
    pub fn is_whole(self) -> bool {
        self.count == 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = || {
            let (number, count) = text.split_once('/')?;
            let shard = Self {
                number: number.trim().parse().ok()?,
                count: count.trim().parse().ok()?,
            };
            (1..=shard.count).contains(&shard.number).then_some(shard)
        };
        parse().ok_or_else(|| "expected I/N with I from 1 to N, such as 2/8".to_owned())
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

/// What saved maps are kept in; metrics are always those of the maps in f32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MapDtype {
    /// Half the room.
    F16,
    /// As they are.
    F32,
}

impl FromStr for MapDtype {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "f16" => Ok(Self::F16),
            "f32" => Ok(Self::F32),
            _ => Err("expected f16 or f32".to_owned()),
        }
    }
}

/// One checkpoint on one dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueItem {
    /// The dataset's folder.
    pub dataset: PathBuf,
    /// The prompts; none for a method without.
    pub prompts: Option<PathBuf>,
    /// How they detect.
    pub detector: DetectorSettings,
}

/// What holds for the whole queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluationSettings {
    /// How pictures are judged.
    pub method: MethodKind,
    /// The split that is evaluated.
    pub split: String,
    /// Definitions of the metrics.
    pub preset: Preset,
    /// Pictures a batch.
    pub batch: NonZeroUsize,
    /// Which part of it this run does.
    pub shard: Shard,
    /// How maps are kept, if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_maps: Option<MapDtype>,
}

/// What a new run is to be.
#[derive(Debug, Clone)]
pub struct EvaluationPlan {
    /// Its folder, new or empty.
    pub folder: PathBuf,
    /// CLIP.
    pub backbone: PathBuf,
    /// What is done, in this order.
    pub queue: Vec<QueueItem>,
    /// How the datasets' folders are read.
    pub reading: Reading,
    /// Settings.
    pub settings: EvaluationSettings,
    /// Recorded: the command line.
    pub command_line: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_batch_belongs_to_one_shard() {
        let shards: Vec<Shard> = (1..=3)
            .map(|number| format!("{number}/3").parse().unwrap())
            .collect();
        for batch in 0..20 {
            assert_eq!(shards.iter().filter(|shard| shard.holds(batch)).count(), 1);
            assert!(Shard::WHOLE.holds(batch));
        }
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "-1/2"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
