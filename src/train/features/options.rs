//! Where features are kept, and how.

use candle_core::DType;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where features are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeaturePlace {
    /// In memory while they fit into half of what is free, else on disk.
    Auto,
    /// In memory, for this run.
    Memory,
    /// In files that later runs find again.
    Disk,
    /// Nowhere: the tower runs for every picture of every epoch.
    Off,
}

/// The precision they are kept in. Only f32 trains to the same bits as without a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeatureDtype {
    /// 4 bytes a value.
    F32,
    /// 2 bytes a value.
    F16,
    /// 2 bytes a value.
    Bf16,
}

/// How features are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureOptions {
    /// Where.
    pub place: FeaturePlace,
    /// In which precision.
    pub dtype: FeatureDtype,
    /// Bytes that they may take, in memory or in the folder; none for no limit of one's own.
    pub limit: Option<u64>,
    /// The folder of the files.
    pub folder: PathBuf,
}

impl FeatureDtype {
    /// As candle calls it.
    pub fn dtype(self) -> DType {
        match self {
            Self::F32 => DType::F32,
            Self::F16 => DType::F16,
            Self::Bf16 => DType::BF16,
        }
    }

    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Bf16 => "bf16",
        }
    }
}

impl FeaturePlace {
    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Memory => "memory",
            Self::Disk => "disk",
            Self::Off => "off",
        }
    }
}
