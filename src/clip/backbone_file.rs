//! TEMPORARY stand-in until the containers land.
use super::{ClipConfig, TextConfig, VisionConfig, Weights};
use candle_core::{DType, Device, Result, Tensor};
use std::collections::HashMap;
use std::path::Path;
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BackboneError(pub String);
pub struct BackboneFile(HashMap<String, Tensor>, ClipConfig);
impl BackboneFile {
    pub fn open(path: &Path) -> std::result::Result<Self, BackboneError> {
        let m = candle_core::safetensors::load(path, &Device::Cpu).map_err(|e| BackboneError(e.to_string()))?;
        let config = ClipConfig { embed_dim: 64, vision: VisionConfig { width: 128, layers: 4, heads: 2, patch: 14, grid: 4 }, text: TextConfig { width: 64, layers: 3, heads: 1, vocab: 512, context: 77 } };
        Ok(Self(m, config))
    }
    pub fn config(&self) -> &ClipConfig { &self.1 }
}
impl Weights for BackboneFile {
    fn read(&self, name: &str, _shape: &[usize], dtype: DType, device: &Device) -> Result<Tensor> {
        match self.0.get(name) { Some(t) => t.to_dtype(dtype)?.to_device(device), None => candle_core::bail!("no {name}") }
    }
}
