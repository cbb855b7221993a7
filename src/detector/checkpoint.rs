//! Prompt checkpoints: what ViP² learned, from the released `.pth` layout or our safetensors.

use super::DetectorSettings;
use super::checkpoint_error::CheckpointError;
use super::checkpoint_layout::{FGP, ICA, PromptShape, State};
use crate::clip::ClipConfig;
use crate::tensors::{TensorFile, write_safetensors};
use candle_core::{DType, Device, Tensor};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The entry of the metadata that holds [`DetectorSettings`] as JSON.
pub const DETECTION: &str = "detection";

/// The learned prompts, on the CPU: ICA's and FGP's parameters in f32 and the token ids in u32, under the
/// released names.
#[derive(Debug, Clone)]
pub struct PromptCheckpoint {
    /// Where it was read from, or what it is called in messages.
    path: PathBuf,
    shape: PromptShape,
    tensors: BTreeMap<String, Tensor>,
    ids: [Vec<u32>; 2],
    metadata: BTreeMap<String, String>,
    ignored: Vec<String>,
}

impl PromptCheckpoint {
    /// Opens and checks a checkpoint; every size follows from the shapes.
    pub fn open(path: &Path) -> Result<Self, CheckpointError> {
        let file = TensorFile::open(path)?;
        let ours = |name: &&str| name.starts_with(ICA) || name.starts_with(FGP);
        if !file.names().any(|name| ours(&name)) {
            return Err(CheckpointError::not_prompts(path, file.names()));
        }
        let shapes = file
            .names()
            .filter_map(|name| Some((name, file.info(name)?.shape.as_slice())));
        let shape = PromptShape::of(path, shapes)?;
        let names = file.names().map(str::to_owned).collect();
        Self::build(path, shape, names, file.metadata().clone(), |name, dtype| {
            Ok(file.read(name, dtype, &Device::Cpu)?)
        })
    }

    /// Makes a checkpoint of tensors under the released names (with `prompt_learner.` and `Zero_try.`), checked
    /// as in [`PromptCheckpoint::open`]. `path` is what messages call it.
    pub fn from_tensors(
        path: &Path,
        tensors: &BTreeMap<String, Tensor>,
        metadata: BTreeMap<String, String>,
    ) -> Result<Self, CheckpointError> {
        let shape = PromptShape::of(path, tensors.iter().map(|(name, t)| (name.as_str(), t.dims())))?;
        let names = tensors.keys().cloned().collect();
        Self::build(path, shape, names, metadata, |name, dtype| {
            let tensor = tensors[name].to_device(&Device::Cpu);
            tensor.and_then(|t| t.to_dtype(dtype)).map_err(candle_error(path))
        })
    }

    /// Reads those of `names` that belong to a checkpoint of this shape.
    fn build(
        path: &Path,
        shape: PromptShape,
        names: BTreeSet<String>,
        metadata: BTreeMap<String, String>,
        read: impl Fn(&str, DType) -> Result<Tensor, CheckpointError>,
    ) -> Result<Self, CheckpointError> {
        let expected: BTreeSet<String> = shape.tensors().into_iter().map(|(name, _)| name).collect();
        let mut tensors = BTreeMap::new();
        for name in expected.intersection(&names) {
            let dtype = if is_ids(name) { DType::U32 } else { DType::F32 };
            tensors.insert(name.clone(), read(name, dtype)?);
        }
        let ids = |state: State| {
            let name = format!("{ICA}tokenized_prompts_{}", state.suffix());
            let flat = tensors
                .get(&name)
                .map_or(Ok(Vec::new()), |t| t.flatten_all()?.to_vec1());
            let ids: Vec<u32> = flat.map_err(candle_error(path))?;
            shape.check_ids(path, &name, &ids).map(|()| ids)
        };
        Ok(Self {
            path: path.to_owned(),
            shape,
            ids: [ids(State::Normal)?, ids(State::Abnormal)?],
            tensors,
            metadata,
            ignored: names.difference(&expected).cloned().collect(),
        })
    }

    /// Where it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// e, r, hidden, D, W and the context's length.
    pub fn shape(&self) -> &PromptShape {
        &self.shape
    }

    /// A tensor by its released key: `cls_prompter.fc.0.0.weight`, `q_proj_pre.weight`... with or without
    /// `prompt_learner.` or `Zero_try.` before it.
    pub fn get(&self, key: &str) -> Result<&Tensor, CheckpointError> {
        let find = |prefix: &str| self.tensors.get(&format!("{prefix}{key}"));
        find("")
            .or_else(|| find(ICA))
            .or_else(|| find(FGP))
            .ok_or_else(|| CheckpointError::NoSuchTensor {
                file: self.path.clone(),
                key: key.to_owned(),
            })
    }

    /// All tensors under their full names.
    pub fn tensors(&self) -> &BTreeMap<String, Tensor> {
        &self.tensors
    }

    /// The token ids of one prompt, the whole context's length.
    pub fn prompt_ids(&self, state: State) -> &[u32] {
        &self.ids[state as usize]
    }

    /// The position of the end of text: the last that the text tower has to see.
    pub fn end_of_text(&self) -> usize {
        self.shape.end_of_text()
    }

    /// Names in the file that ViP² does not use.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// Settings and provenance, as the safetensors' metadata hold them; empty for a `.pth`.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    /// How these prompts want to be used, where whoever trained them wrote it down.
    pub fn settings(&self) -> Option<DetectorSettings> {
        settings_in(&self.metadata)
    }

    /// As [`Self::settings`], of a file of which nothing else is read.
    pub fn settings_of(path: &Path) -> Option<DetectorSettings> {
        settings_in(TensorFile::open(path).ok()?.metadata())
    }

    /// Sets one entry of the metadata.
    pub fn set_metadata(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.metadata.insert(key.into(), value.into());
    }

    /// Whether these prompts can work with that backbone; if not, the error says which sizes differ.
    pub fn check_fits(&self, backbone: &ClipConfig) -> Result<(), CheckpointError> {
        let differences: Vec<String> = [
            ("embedding width", self.shape.embed_dim, backbone.embed_dim),
            ("text width", self.shape.text_width, backbone.text.width),
            ("context length", self.shape.context, backbone.text.context),
        ]
        .into_iter()
        .filter(|(_, prompts, backbone)| prompts != backbone)
        .map(|(what, prompts, backbone)| format!("{what} {prompts}, the backbone's is {backbone}"))
        .collect();
        if !differences.is_empty() {
            return Err(CheckpointError::OtherBackbone {
                file: self.path.clone(),
                differences: differences.join("; "),
            });
        }
        match self.ids.iter().flatten().max() {
            Some(&id) if id as usize >= backbone.text.vocab => Err(CheckpointError::OtherBackbone {
                file: self.path.clone(),
                differences: format!("token {id}, the backbone has {} tokens", backbone.text.vocab),
            }),
            _ => Ok(()),
        }
    }

    /// Writes our safetensors: the released names, the ids as i32 as in the released files, the metadata. The
    /// same checkpoint gives the same bytes.
    pub fn save(&self, path: &Path) -> Result<(), CheckpointError> {
        let mut tensors = self.tensors.clone();
        for (_, tensor) in tensors.iter_mut().filter(|(name, _)| is_ids(name)) {
            *tensor = tensor.to_dtype(DType::I32).map_err(candle_error(path))?;
        }
        Ok(write_safetensors(path, &tensors, &self.metadata)?)
    }
}

fn settings_in(metadata: &BTreeMap<String, String>) -> Option<DetectorSettings> {
    serde_json::from_str(metadata.get(DETECTION)?).ok()
}

fn candle_error(path: &Path) -> impl Fn(candle_core::Error) -> CheckpointError + '_ {
    |cause| CheckpointError::Candle {
        file: path.to_owned(),
        cause: Box::new(cause),
    }
}

fn is_ids(name: &str) -> bool {
    name.contains("tokenized_prompts_")
}
