//! What a new run would take.

use std::path::PathBuf;

/// What an estimate depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstimateRequest {
    /// The dataset's folder.
    pub dataset: PathBuf,
    /// The backbone's file.
    pub backbone: PathBuf,
    /// `test` or `train`.
    pub split: String,
    /// S, pixels.
    pub image_size: usize,
    /// Tapped blocks.
    pub layers: Vec<usize>,
    /// `f32`, `f16` or `bf16`.
    pub features_dtype: String,
}

/// What a new run would take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainEstimate {
    /// Labelled pictures of the split.
    pub pictures: usize,
    /// Bytes of their frozen features.
    pub features: u64,
    /// Bytes of free memory.
    pub free_memory: Option<u64>,
    /// Bytes of the backbone's file.
    pub backbone: u64,
}
