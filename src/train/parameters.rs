//! The learned tensors of ICA and FGP under their released names, and the fixed ones beside them.

use super::Gradients;
use crate::detector::{CheckpointError, FGP_PREFIX, ICA_PREFIX, PromptCheckpoint, PromptShape, State};
use candle_core::{Device, Result, Tensor};
use std::collections::BTreeMap;
use std::path::Path;

/// The two halves of the model that learn, each at its own rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Image-conditioned prompts.
    Ica,
    /// Fine-grained perception.
    Fgp,
}

/// What is trained, on the device of training, and what stays as it is.
#[derive(Debug)]
pub struct Parameters {
    shape: PromptShape,
    /// By full name, in f32.
    learned: BTreeMap<String, Tensor>,
    /// Fixed embeddings and token ids, on the CPU.
    fixed: BTreeMap<String, Tensor>,
    /// Per prompt, normal first: start, state word and end of text, (1, W) each, on the device.
    templates: [Template; 2],
}

/// A prompt's fixed embeddings.
#[derive(Debug)]
pub struct Template {
    /// `[SOT]`
    pub start: Tensor,
    /// The state word.
    pub state: Tensor,
    /// `[EOT]`
    pub end: Tensor,
}

/// Which half a tensor belongs to; none for what is never trained.
pub fn group(name: &str) -> Option<Group> {
    if let Some(rest) = name.strip_prefix(ICA_PREFIX) {
        (!rest.starts_with("token")).then_some(Group::Ica)
    } else {
        let rest = name.strip_prefix(FGP_PREFIX)?;
        (rest != "prompt_temp_l1").then_some(Group::Fgp)
    }
}

impl Parameters {
    /// Takes a checkpoint's tensors to `device`.
    pub fn new(checkpoint: &PromptCheckpoint, device: &Device) -> Result<Self> {
        let (mut learned, mut fixed) = (BTreeMap::new(), BTreeMap::new());
        for (name, tensor) in checkpoint.tensors() {
            if group(name).is_some() {
                learned.insert(name.clone(), tensor.to_device(device)?);
            } else {
                fixed.insert(name.clone(), tensor.clone());
            }
        }
        let template = |state: State| -> Result<Template> {
            let row = |part: &str| -> Result<Tensor> {
                let name = format!("token_{part}_{}", state.suffix());
                let tensor = checkpoint.get(&name).map_err(candle_core::Error::wrap)?;
                // Of what follows the class tokens only the first, the end of text, can matter.
                tensor.squeeze(0)?.narrow(0, 0, 1)?.to_device(device)
            };
            Ok(Template {
                start: row("prefix")?,
                state: row("middle")?,
                end: row("suffix")?,
            })
        };
        Ok(Self {
            shape: *checkpoint.shape(),
            templates: [template(State::Normal)?, template(State::Abnormal)?],
            learned,
            fixed,
        })
    }

    /// e, r and the widths.
    pub fn shape(&self) -> &PromptShape {
        &self.shape
    }

    /// Fixed embeddings, the normal prompt's first.
    pub fn templates(&self) -> &[Template; 2] {
        &self.templates
    }

    /// A learned tensor of ICA by its name without prefix.
    pub fn ica(&self, name: &str) -> Result<&Tensor> {
        self.find(ICA_PREFIX, name)
    }

    /// A learned tensor of FGP by its name without prefix.
    pub fn fgp(&self, name: &str) -> Result<&Tensor> {
        self.find(FGP_PREFIX, name)
    }

    fn find(&self, prefix: &str, name: &str) -> Result<&Tensor> {
        let full = format!("{prefix}{name}");
        match self.learned.get(&full) {
            Some(tensor) => Ok(tensor),
            None => candle_core::bail!("there is no learned tensor '{full}'"),
        }
    }

    /// All learned tensors by full name, in the order of names.
    pub fn learned(&self) -> &BTreeMap<String, Tensor> {
        &self.learned
    }

    /// Replaces one learned tensor by its next value.
    pub(super) fn set(&mut self, name: String, tensor: Tensor) {
        self.learned.insert(name, tensor);
    }

    /// Replaces the learned tensors by others of the same names and shapes.
    pub fn restore(&mut self, find: impl Fn(&str) -> Option<Tensor>) -> Result<()> {
        for (name, tensor) in &mut self.learned {
            match find(name) {
                Some(other) if other.dims() == tensor.dims() => *tensor = other.to_device(tensor.device())?,
                _ => candle_core::bail!("there is no '{name}' of shape {:?}", tensor.dims()),
            }
        }
        Ok(())
    }

    /// Everything as a checkpoint of the released layout; `path` is what messages call it.
    pub fn to_checkpoint(
        &self,
        path: &Path,
        metadata: BTreeMap<String, String>,
    ) -> std::result::Result<PromptCheckpoint, CheckpointError> {
        let mut tensors = self.fixed.clone();
        tensors.extend(
            self.learned
                .iter()
                .map(|(name, tensor)| (name.clone(), tensor.clone())),
        );
        PromptCheckpoint::from_tensors(path, &tensors, metadata)
    }

    /// Zero for every learned tensor that `gradients` lacks: it does not change the result.
    pub fn complete(&self, gradients: &mut Gradients) -> Result<()> {
        for (name, tensor) in &self.learned {
            if !gradients.contains(name) {
                gradients.add(name.clone(), tensor.zeros_like()?)?;
            }
        }
        Ok(())
    }
}
