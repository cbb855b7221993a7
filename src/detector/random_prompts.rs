//! Prompts of random numbers: for measuring time, not for detecting anything.

use super::{CheckpointError, PromptCheckpoint};
use crate::clip::{ClipConfig, Weights};
use candle_core::{DType, Device, Result, Tensor};
use std::collections::BTreeMap;
use std::path::Path;

/// e and r of the released checkpoints.
const N_CTX: usize = 7;
const N_CLS: usize = 3;

/// A checkpoint of the released layout that fits `config`, filled from `weights`.
pub fn random_prompts(
    config: &ClipConfig,
    weights: &dyn Weights,
) -> std::result::Result<PromptCheckpoint, CheckpointError> {
    let path = Path::new("random prompts");
    let tensors = tensors(config, weights).map_err(|cause| CheckpointError::Candle {
        file: path.to_owned(),
        cause: Box::new(cause),
    })?;
    PromptCheckpoint::from_tensors(path, &tensors, BTreeMap::new())
}

fn tensors(config: &ClipConfig, weights: &dyn Weights) -> Result<BTreeMap<String, Tensor>> {
    let (d, w, context) = (config.embed_dim, config.text.width, config.text.context);
    let hidden = d / 2;
    let mut tensors = BTreeMap::new();
    let mut add = |name: String, shape: &[usize]| -> Result<()> {
        let tensor = weights.read(&name, shape, DType::F32, &Device::Cpu)?;
        tensors.insert(name, tensor);
        Ok(())
    };
    let learner = |name: &str| format!("prompt_learner.{name}");
    add(learner("cls_ctx"), &[N_CLS, w])?;
    add(learner("cls_prompter.bias"), &[1, d])?;
    for i in 0..N_CLS {
        for (j, outputs, inputs) in [(0, hidden, d), (2, w, hidden)] {
            add(
                learner(&format!("cls_prompter.fc.{i}.{j}.weight")),
                &[outputs, inputs],
            )?;
            add(learner(&format!("cls_prompter.fc.{i}.{j}.bias")), &[outputs])?;
        }
    }
    for state in ["pos", "neg"] {
        add(learner(&format!("ctx_{state}")), &[N_CTX, w])?;
        add(learner(&format!("token_prefix_{state}")), &[1, 1, w])?;
        add(learner(&format!("token_middle_{state}")), &[1, 1, w])?;
        add(
            learner(&format!("token_suffix_{state}")),
            &[1, context - 2 - N_CTX - N_CLS, w],
        )?;
    }
    for projection in ["q_proj_pre", "k_proj_pre_1", "v_proj_pre_1", "proj_post_t"] {
        add(format!("Zero_try.{projection}.weight"), &[d, d, 1])?;
        add(format!("Zero_try.{projection}.bias"), &[d])?;
    }
    for state in ["pos", "neg"] {
        let mut ids = vec![0u32; context];
        ids[N_CTX + N_CLS + 2] = config.text.vocab as u32 - 1;
        tensors.insert(
            learner(&format!("tokenized_prompts_{state}")),
            Tensor::from_vec(ids, (1, context), &Device::Cpu)?,
        );
    }
    Ok(tensors)
}
