//! The whole model while it learns: both towers and the prompts, by name.

use super::patch_filters::patch_filters;
use super::vocabulary::tokenizer_json;
use super::{PretrainError, Recipe};
use crate::base::write_atomically;
use crate::clip::{BackboneFile, ClipConfig, Weights};
use crate::detector::{DETECTION, PromptCheckpoint};
use crate::tensors::write_safetensors;
use crate::train::{Generator, PromptDesign, group, initial_prompts};
use candle_core::{DType, Device, Result, Tensor};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Stays as it was drawn: the prompts hold copies of its rows, which a checkpoint keeps fixed.
const TOKENS: &str = "token_embedding.weight";

/// The patch embedding.
const PATCHES: &str = "visual.conv1.weight";

/// The files of a model in its folder.
#[derive(Debug, Clone)]
pub struct DemoModelFiles {
    /// Both towers, f16 under OpenAI's names.
    pub backbone: PathBuf,
    /// The prompts, f32 under the released names.
    pub prompts: PathBuf,
    tokenizer: PathBuf,
    config: PathBuf,
}

impl DemoModelFiles {
    /// In `folder`.
    pub fn within(folder: &Path) -> Self {
        Self {
            backbone: folder.join("backbone.safetensors"),
            prompts: folder.join("prompts.safetensors"),
            tokenizer: folder.join("tokenizer.json"),
            config: folder.join("config.json"),
        }
    }
}

/// The tensors, f32 on the CPU.
#[derive(Debug)]
pub(super) struct WholeModel {
    /// What learns: OpenAI's names for the towers, the released ones for the prompts.
    pub learned: BTreeMap<String, Tensor>,
    /// Token embedding, the prompts' fixed rows and ids.
    pub fixed: BTreeMap<String, Tensor>,
}

impl WholeModel {
    /// Before anything is learned. The towers are written to `folder` on the way, where the prompts find their
    /// tokenizer and embeddings.
    pub fn initial(recipe: &Recipe, folder: &Path) -> std::result::Result<Self, PretrainError> {
        let towers = initial_towers(recipe)?;
        let files = DemoModelFiles::within(folder);
        write_text(&files.tokenizer, &tokenizer_json())?;
        write_safetensors(&files.backbone, &towers, &BTreeMap::new())?;
        let design = PromptDesign {
            released_prompt_bug: false,
            ..PromptDesign::default()
        };
        let prompts = initial_prompts(&BackboneFile::open(&files.backbone)?, &design, recipe.seed)?;
        Ok(Self::of(
            towers.into_iter().chain(
                prompts
                    .tensors()
                    .iter()
                    .map(|(name, t)| (name.clone(), t.clone())),
            ),
        ))
    }

    /// Tells what learns from what is fixed.
    pub fn of(tensors: impl Iterator<Item = (String, Tensor)>) -> Self {
        let (learned, fixed) =
            tensors.partition(|(name, _)| name != TOKENS && (!is_prompt(name) || group(name).is_some()));
        Self { learned, fixed }
    }

    /// Everything by name.
    pub fn all(&self) -> impl Iterator<Item = (&String, &Tensor)> {
        self.learned.iter().chain(&self.fixed)
    }

    /// Writes the model as it is used, the towers rounded to f16.
    pub fn export(
        &self,
        recipe: &Recipe,
        steps: usize,
        folder: &Path,
    ) -> std::result::Result<(), PretrainError> {
        let files = DemoModelFiles::within(folder);
        let (prompts, towers): (BTreeMap<_, _>, BTreeMap<_, _>) = self
            .all()
            .map(|(name, tensor)| (name.clone(), tensor.clone()))
            .partition(|(name, _)| is_prompt(name));
        let halves = towers
            .into_iter()
            .map(|(name, tensor)| Ok((name, tensor.to_dtype(DType::F16)?)))
            .collect::<Result<_>>()?;
        let provenance = provenance(recipe, steps);
        write_text(&files.tokenizer, &tokenizer_json())?;
        write_text(&files.config, &config_json(&recipe.config()))?;
        write_safetensors(&files.backbone, &halves, &provenance)?;
        PromptCheckpoint::from_tensors(&files.prompts, &prompts, provenance)?.save(&files.prompts)?;
        Ok(())
    }
}

/// Whether a tensor belongs to the prompts.
pub(super) fn is_prompt(name: &str) -> bool {
    name.starts_with("prompt_learner.") || name.starts_with("Zero_try.")
}

/// What the files say about where they come from.
fn provenance(recipe: &Recipe, steps: usize) -> BTreeMap<String, String> {
    let settings = recipe.settings();
    [
        ("format", "vip2clip prompts 1".to_owned()),
        ("program", format!("vip2clip-tui {}", env!("CARGO_PKG_VERSION"))),
        ("trained_on", "procedural pictures (pretrain)".to_owned()),
        ("steps", steps.to_string()),
        ("recipe", json!(recipe).to_string()),
        (DETECTION, json!(settings).to_string()),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

/// `config.json` in Hugging Face's form.
fn config_json(config: &ClipConfig) -> String {
    let (vision, text) = (&config.vision, &config.text);
    let value = json!({
        "model_type": "clip",
        "projection_dim": config.embed_dim,
        "vision_config": {
            "hidden_size": vision.width,
            "intermediate_size": 4 * vision.width,
            "num_hidden_layers": vision.layers,
            "num_attention_heads": vision.heads,
            "patch_size": vision.patch,
            "image_size": vision.patch * vision.grid,
            "hidden_act": "quick_gelu",
        },
        "text_config": {
            "hidden_size": text.width,
            "intermediate_size": 4 * text.width,
            "num_hidden_layers": text.layers,
            "num_attention_heads": text.heads,
            "vocab_size": text.vocab,
            "max_position_embeddings": text.context,
            "hidden_act": "quick_gelu",
        },
    });
    format!("{value:#}\n")
}

fn write_text(path: &Path, text: &str) -> std::result::Result<(), PretrainError> {
    write_atomically(path, |out| out.write_all(text.as_bytes())).map_err(PretrainError::io(path))
}

/// The towers as CLIP begins but for the patch embedding: normal deviates whose spread follows the width and the number of blocks, norms 1 and 0,
/// biases 0. Each tensor takes its numbers in the order of the names.
fn initial_towers(recipe: &Recipe) -> Result<BTreeMap<String, Tensor>> {
    let config = recipe.config();
    let mut random = Generator::new(recipe.seed, u64::MAX);
    config
        .tensors()
        .into_iter()
        .collect::<BTreeMap<_, _>>()
        .into_iter()
        .map(|(name, shape)| {
            if name == PATCHES {
                return Ok((name, patch_filters(recipe)?));
            }
            if let Some(tensor) = comparing(&name, &shape, &mut random)? {
                return Ok((name, tensor));
            }
            let tensor = match deviation(&name, &config) {
                Some(deviation) => {
                    let count: usize = shape.iter().product();
                    let values: Vec<f32> = (0..count).map(|_| (deviation * random.normal()) as f32).collect();
                    Tensor::from_vec(values, shape, &Device::Cpu)?
                }
                None if name.contains("ln_") && name.ends_with("weight") => {
                    Tensor::ones(shape, DType::F32, &Device::Cpu)?
                }
                None => Tensor::zeros(shape, DType::F32, &Device::Cpu)?,
            };
            Ok((name, tensor))
        })
        .collect()
}

/// The vision tower's attention begins by comparing: a patch looks at patches like itself (queries and keys are the same
/// numbers) and takes off some of what it sees (values times output are a negative share of the identity). What is left
/// is how a patch differs from its like, which is what the whole model is about. Trained towers tend to that form
/// (Trockman and Kolter, *Mimetic initialization of self-attention layers*, 2023).
fn comparing(name: &str, shape: &[usize], random: &mut Generator) -> Result<Option<Tensor>> {
    /// Share of what is seen that is taken off.
    const SHARE: f64 = 0.4;
    /// Spread of the numbers around that form, in parts of the usual one.
    const NOISE: f64 = 0.3;
    if !name.starts_with("visual.transformer") {
        return Ok(None);
    }
    let width = shape.last().copied().unwrap_or(1);
    let usual = (width as f64).powf(-0.5);
    let mut normal = |spread: f64| spread * random.normal();
    let identity = |at: usize| f64::from(u8::from(at / width == at % width));
    let square = width * width;
    let values: Vec<f64> = if name.ends_with("in_proj_weight") {
        let queries: Vec<f64> = (0..square).map(|_| normal(usual)).collect();
        let keys = queries.clone();
        let values: Vec<f64> = (0..square)
            .map(|at| identity(at) + normal(NOISE * usual))
            .collect();
        [queries, keys, values].concat()
    } else if name.ends_with("out_proj.weight") {
        (0..square)
            .map(|at| normal(NOISE * usual) - SHARE * identity(at))
            .collect()
    } else {
        return Ok(None);
    };
    let values: Vec<f32> = values.into_iter().map(|value| value as f32).collect();
    Ok(Some(Tensor::from_vec(values, shape, &Device::Cpu)?))
}

/// The spread of a tensor's numbers at the start; none for norms and biases.
fn deviation(name: &str, config: &ClipConfig) -> Option<f64> {
    let visual = name.starts_with("visual.");
    let (width, layers) = if visual {
        (config.vision.width, config.vision.layers)
    } else {
        (config.text.width, config.text.layers)
    };
    let own = (width as f64).powf(-0.5);
    let into_stream = own * (2.0 * layers as f64).powf(-0.5);
    if name == TOKENS {
        Some(0.02)
    } else if name == "positional_embedding" {
        Some(0.01)
    } else if name.ends_with("embedding") || name.ends_with("proj") || name.ends_with("projection") {
        Some(own)
    } else if name.ends_with("out_proj.weight") || name.ends_with("c_proj.weight") {
        Some(into_stream)
    } else if name.ends_with("in_proj_weight") {
        Some(own)
    } else if name.ends_with("c_fc.weight") {
        Some(own * 0.5f64.sqrt())
    } else {
        None
    }
}

/// Tensors in memory as a tower's weights. Those that learn keep their way back.
pub(super) struct InMemory<'a>(pub &'a BTreeMap<String, Tensor>);

impl Weights for InMemory<'_> {
    fn read(&self, name: &str, shape: &[usize], dtype: DType, device: &Device) -> Result<Tensor> {
        match self.0.get(name) {
            Some(tensor) if tensor.dims() == shape => tensor.to_dtype(dtype)?.to_device(device),
            Some(tensor) => candle_core::bail!("'{name}' is {:?}, expected {shape:?}", tensor.dims()),
            None => candle_core::bail!("there is no tensor '{name}'"),
        }
    }
}
