//! Telling a backbone from prompts by what is in the file.

use super::ModelKind;
use crate::clip::BackboneFile;
use crate::detector::PromptCheckpoint;
use crate::tensors::TensorFile;
use std::path::Path;

/// What the file is, once it was checked as that; else why it is neither.
pub fn kind_of_file(path: &Path) -> Result<ModelKind, Box<dyn std::error::Error + Send + Sync>> {
    let file = TensorFile::open(path)?;
    let prompts = file
        .names()
        .any(|name| name.starts_with("prompt_learner.") || name.starts_with("Zero_try."));
    drop(file);
    if prompts {
        PromptCheckpoint::open(path)?;
        return Ok(ModelKind::Prompts);
    }
    BackboneFile::open(path)?;
    Ok(ModelKind::Backbone)
}
