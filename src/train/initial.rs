//! Prompts to begin with: initialised as PyTorch would, with our own generator.

use super::{Generator, TrainError};
use crate::clip::BackboneFile;
use crate::detector::{FGP_PREFIX, ICA_PREFIX, PromptCheckpoint, State};
use candle_core::{DType, Device, Result, Tensor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Deviation of contexts, class tokens and ICA's bias at the start.
const DEVIATION: f64 = 0.02;

/// What the prompts look like before anything is learned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptDesign {
    /// e: learned context vectors before the state word.
    pub n_ctx: usize,
    /// r: image-conditioned class tokens after it.
    pub n_cls: usize,
    /// State word of the normal prompt.
    pub normal_word: String,
    /// State word of the abnormal prompt.
    pub abnormal_word: String,
    /// Whether the normal prompt's fixed embeddings are the abnormal prompt's, as in the released code.
    pub released_prompt_bug: bool,
}

impl Default for PromptDesign {
    fn default() -> Self {
        Self {
            n_ctx: 7,
            n_cls: 3,
            normal_word: "good".to_owned(),
            abnormal_word: "damaged".to_owned(),
            released_prompt_bug: true,
        }
    }
}

/// A checkpoint of the released layout that nothing has been learned in.
///
/// Contexts, class tokens and ICA's bias are normal with deviation 0.02. Linear layers and 1×1 convolutions have
/// PyTorch's default, uniform within ±1/√inputs for weights and biases alike. Each tensor takes its numbers from the
/// generator in the order of names.
pub fn initial_prompts(
    backbone: &BackboneFile,
    design: &PromptDesign,
    seed: u64,
) -> std::result::Result<PromptCheckpoint, TrainError> {
    let tokenizer = backbone.tokenizer()?;
    let ids = |word: &str| tokenizer.prompt_ids(design.n_ctx, word, design.n_cls);
    let ids = [ids(&design.normal_word)?, ids(&design.abnormal_word)?];
    let config = backbone.config();
    let table = backbone.read("token_embedding.weight", DType::F32, &Device::Cpu)?;
    let mut tensors = learned(design, config.embed_dim, config.text.width, seed)?;
    for state in [State::Normal, State::Abnormal] {
        let of_embeddings = if design.released_prompt_bug {
            State::Abnormal
        } else {
            state
        };
        fixed(
            &mut tensors,
            design,
            state,
            &ids[state as usize],
            &embeddings(&table, &ids[of_embeddings as usize])?,
        )?;
    }
    // CLIP's logit scale at the start; never used.
    let unused = Tensor::new((1.0 / 0.07f32).ln(), &Device::Cpu)?;
    tensors.insert(format!("{FGP_PREFIX}prompt_temp_l1"), unused);
    Ok(PromptCheckpoint::from_tensors(
        Path::new("new prompts"),
        &tensors,
        BTreeMap::new(),
    )?)
}

/// The learned tensors: D embedding width, W text width, hidden layers of D/2 as released.
fn learned(design: &PromptDesign, d: usize, w: usize, seed: u64) -> Result<BTreeMap<String, Tensor>> {
    let hidden = d / 2;
    let mut shapes: BTreeMap<String, (Vec<usize>, Option<usize>)> = BTreeMap::new();
    let mut ica = |name: &str, shape: &[usize], fan_in: Option<usize>| {
        shapes.insert(format!("{ICA_PREFIX}{name}"), (shape.to_vec(), fan_in));
    };
    ica("cls_ctx", &[design.n_cls, w], None);
    ica("ctx_pos", &[design.n_ctx, w], None);
    ica("ctx_neg", &[design.n_ctx, w], None);
    ica("cls_prompter.bias", &[1, d], None);
    for i in 0..design.n_cls {
        for (layer, outputs, inputs) in [(0, hidden, d), (2, w, hidden)] {
            let name = format!("cls_prompter.fc.{i}.{layer}");
            ica(&format!("{name}.weight"), &[outputs, inputs], Some(inputs));
            ica(&format!("{name}.bias"), &[outputs], Some(inputs));
        }
    }
    for name in ["q_proj_pre", "k_proj_pre_1", "v_proj_pre_1", "proj_post_t"] {
        shapes.insert(format!("{FGP_PREFIX}{name}.weight"), (vec![d, d, 1], Some(d)));
        shapes.insert(format!("{FGP_PREFIX}{name}.bias"), (vec![d], Some(d)));
    }
    let mut random = Generator::new(seed, 0);
    shapes
        .into_iter()
        .map(|(name, (shape, fan_in))| {
            let count: usize = shape.iter().product();
            let values: Vec<f32> = (0..count)
                .map(|_| match fan_in {
                    None => (DEVIATION * random.normal()) as f32,
                    Some(inputs) => random.symmetric((inputs as f64).powf(-0.5)) as f32,
                })
                .collect();
            Ok((name, Tensor::from_vec(values, shape, &Device::Cpu)?))
        })
        .collect()
}

/// Rows of the token embedding, (1, context, W).
fn embeddings(table: &Tensor, ids: &[u32]) -> Result<Tensor> {
    table
        .index_select(&Tensor::new(ids, &Device::Cpu)?, 0)?
        .unsqueeze(0)
}

/// A prompt's ids and its fixed embeddings.
fn fixed(
    tensors: &mut BTreeMap<String, Tensor>,
    design: &PromptDesign,
    state: State,
    ids: &[u32],
    embeddings: &Tensor,
) -> Result<()> {
    let context = ids.len();
    let suffix = 2 + design.n_ctx + design.n_cls;
    let mut add = |part: &str, tensor: Tensor| {
        tensors.insert(format!("{ICA_PREFIX}{part}_{}", state.suffix()), tensor);
    };
    add("token_prefix", embeddings.narrow(1, 0, 1)?.contiguous()?);
    add(
        "token_middle",
        embeddings.narrow(1, 1 + design.n_ctx, 1)?.contiguous()?,
    );
    add(
        "token_suffix",
        embeddings.narrow(1, suffix, context - suffix)?.contiguous()?,
    );
    add(
        "tokenized_prompts",
        Tensor::from_slice(ids, (1, context), &Device::Cpu)?,
    );
    Ok(())
}
