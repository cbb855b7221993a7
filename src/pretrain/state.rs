//! The state of a run on disk: everything that the next step depends on.

use super::whole_model::WholeModel;
use super::{PretrainError, Recipe};
use crate::tensors::{TensorFile, write_safetensors};
use crate::train::Adam;
use candle_core::{DType, Device, Tensor};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const MODEL: &str = "model.";

/// Where a run stands.
#[derive(Debug)]
pub(super) struct State {
    pub recipe: Recipe,
    /// Steps done.
    pub steps: usize,
    pub model: WholeModel,
    pub adam: Adam,
}

impl State {
    /// The file in a run's folder.
    pub fn path(folder: &Path) -> PathBuf {
        folder.join("state.safetensors")
    }

    /// Before the first step.
    pub fn initial(recipe: Recipe, folder: &Path) -> Result<Self, PretrainError> {
        let model = WholeModel::initial(&recipe, folder)?;
        Ok(Self {
            adam: Adam::over(&model.learned)?,
            recipe,
            steps: 0,
            model,
        })
    }

    /// Replaces the state in `folder` by this one.
    pub fn save(&self, folder: &Path) -> Result<(), PretrainError> {
        let path = Self::path(folder);
        let model = self
            .model
            .all()
            .map(|(name, tensor)| (format!("{MODEL}{name}"), tensor.clone()));
        let moments = self.adam.tensors().map(|(name, tensor)| (name, tensor.clone()));
        let recipe = serde_json::to_string(&self.recipe).map_err(|error| PretrainError::State {
            file: path.clone(),
            reason: error.to_string(),
        })?;
        let metadata = [("steps", self.steps.to_string()), ("recipe", recipe)];
        let metadata = metadata.map(|(key, value)| (key.to_owned(), value)).into();
        Ok(write_safetensors(
            &path,
            &model.chain(moments).collect(),
            &metadata,
        )?)
    }

    /// Reads the state in `folder`.
    pub fn read(folder: &Path) -> Result<Self, PretrainError> {
        let path = Self::path(folder);
        let error = |reason: String| PretrainError::State {
            file: path.clone(),
            reason,
        };
        let file = TensorFile::open(&path)?;
        let entry = |key: &str| {
            let value = file.metadata().get(key);
            value.ok_or_else(|| {
                error(format!(
                    "its metadata has no '{key}': not the state of a pretrain run"
                ))
            })
        };
        let recipe: Recipe =
            serde_json::from_str(entry("recipe")?).map_err(|e| error(format!("recipe: {e}")))?;
        recipe.check()?;
        let steps: usize = entry("steps")?
            .parse()
            .map_err(|e| error(format!("steps: {e}")))?;
        let mut tensors: BTreeMap<String, Tensor> = BTreeMap::new();
        for name in file.names() {
            let dtype = if name.contains("tokenized_prompts_") {
                DType::U32
            } else {
                DType::F32
            };
            tensors.insert(name.to_owned(), file.read(name, dtype, &Device::Cpu)?);
        }
        let model = tensors
            .iter()
            .filter_map(|(name, tensor)| Some((name.strip_prefix(MODEL)?.to_owned(), tensor.clone())));
        let model = WholeModel::of(model);
        let adam = Adam::restore_over(&model.learned, steps as u64, |name| tensors.get(name).cloned())?;
        Ok(Self {
            recipe,
            steps,
            model,
            adam,
        })
    }
}
