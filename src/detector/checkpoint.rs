//! TEMPORARY stand-in until the containers land.
use crate::clip::{ClipConfig, Weights};
use candle_core::{DType, Device, Result, Tensor};
use std::collections::BTreeMap;
use std::path::Path;
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CheckpointError(pub String);
pub struct PromptCheckpoint { tensors: BTreeMap<String, Tensor> }
impl PromptCheckpoint {
    pub fn open(path: &Path) -> std::result::Result<Self, CheckpointError> {
        let mut tensors = BTreeMap::new();
        for key in ["prompt_learner", "Zero_try"] {
            tensors.extend(candle_core::pickle::read_all_with_key(path, Some(key)).map_err(|e| CheckpointError(e.to_string()))?);
        }
        for s in ["pos", "neg"] { let mut ids = vec![0u32; 77]; ids[12] = 9; tensors.insert(format!("tokenized_prompts_{s}"), Tensor::from_vec(ids, (1, 77), &Device::Cpu).unwrap()); }
        Ok(Self { tensors })
    }
    pub fn check_fits(&self, _: &ClipConfig) -> std::result::Result<(), CheckpointError> { Ok(()) }
    pub fn get(&self, name: &str) -> Result<Tensor> {
        match self.tensors.get(name) { Some(t) => Ok(t.clone()), None => candle_core::bail!("no {name}") }
    }
    pub fn random(config: &ClipConfig, e: usize, r: usize, hidden: usize, weights: &dyn Weights) -> Result<Self> {
        let (d, w) = (config.embed_dim, config.text.width);
        let mut tensors = BTreeMap::new();
        let mut add = |name: &str, shape: &[usize]| { tensors.insert(name.to_owned(), weights.read(name, shape, DType::F32, &Device::Cpu)?); Ok::<_, candle_core::Error>(()) };
        add("cls_ctx", &[r, w])?; add("cls_prompter.bias", &[1, d])?;
        for i in 0..r { for (j, o, n) in [(0, hidden, d), (2, w, hidden)] { add(&format!("cls_prompter.fc.{i}.{j}.weight"), &[o, n])?; add(&format!("cls_prompter.fc.{i}.{j}.bias"), &[o])?; } }
        for s in ["pos", "neg"] { add(&format!("ctx_{s}"), &[e, w])?; add(&format!("token_prefix_{s}"), &[1, 1, w])?; add(&format!("token_middle_{s}"), &[1, 1, w])?; add(&format!("token_suffix_{s}"), &[1, 77 - 2 - e - r, w])?; }
        for n in ["q_proj_pre", "k_proj_pre_1", "v_proj_pre_1", "proj_post_t"] { add(&format!("{n}.weight"), &[d, d, 1])?; add(&format!("{n}.bias"), &[d])?; }
        for s in ["pos", "neg"] { let mut ids = vec![0u32; 77]; ids[e + r + 2] = 9; tensors.insert(format!("tokenized_prompts_{s}"), Tensor::from_vec(ids, (1, 77), &Device::Cpu)?); }
        Ok(Self { tensors })
    }
}
