//! Why a prompt checkpoint cannot be used.

use crate::base::{printable, printable_path};
use crate::tensors::{NameList, TensorError};
use std::path::{Path, PathBuf};

/// Why a prompt checkpoint cannot be used. Every message names the file.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The container itself.
    #[error(transparent)]
    Tensors(#[from] TensorError),
    /// A backbone where the prompts should be.
    #[error(
        "{} is not a prompt checkpoint: it looks like CLIP weights (it holds {names})\n  what to do: give it as \
         --backbone, and a ViP² checkpoint as --prompts",
        printable_path(file)
    )]
    IsBackbone {
        /// The file.
        file: PathBuf,
        /// Some of its tensors.
        names: NameList,
    },
    /// Something else.
    #[error(
        "{} is not a ViP² prompt checkpoint: it has no 'prompt_learner' and no 'Zero_try' (it holds {})",
        printable_path(file),
        if names.is_empty() { "no tensors".to_owned() } else { names.to_string() }
    )]
    NotPrompts {
        /// The file.
        file: PathBuf,
        /// Its tensors.
        names: NameList,
    },
    /// Tensors that are not there.
    #[error("{} is not a complete ViP² checkpoint: missing ({}): {missing}", printable_path(file), missing.len())]
    Missing {
        /// The file.
        file: PathBuf,
        /// Their names.
        missing: NameList,
    },
    /// Tensors whose shapes contradict each other.
    #[error("{} contradicts itself: {wrong}", printable_path(file))]
    Inconsistent {
        /// The file.
        file: PathBuf,
        /// What does not fit, each with the shape expected and found.
        wrong: NameList,
    },
    /// Prompts of another CLIP.
    #[error(
        "{} was trained on another backbone: {differences}\n  what to do: name the backbone that it was trained \
         on, or prompts for this one",
        printable_path(file)
    )]
    OtherBackbone {
        /// The file.
        file: PathBuf,
        /// The sizes that differ.
        differences: String,
    },
    /// No such tensor.
    #[error("{} holds no tensor '{}'", printable_path(file), printable(key))]
    NoSuchTensor {
        /// The file.
        file: PathBuf,
        /// The key asked for.
        key: String,
    },
    /// candle failed.
    #[error("{}: {cause}", printable_path(file))]
    Candle {
        /// The file.
        file: PathBuf,
        /// What candle said.
        cause: Box<candle_core::Error>,
    },
}

impl CheckpointError {
    /// For a file without any of the prompts' tensors.
    pub(super) fn not_prompts<'n>(file: &Path, names: impl Iterator<Item = &'n str>) -> Self {
        let (file, names) = (file.to_owned(), names.collect::<NameList>());
        let clip = [
            "visual.",
            "vision_model.",
            "text_model.",
            "transformer.resblocks.",
        ];
        let is_clip = |name: &String| clip.iter().any(|part| name.contains(part));
        if names.0.iter().any(is_clip) {
            Self::IsBackbone { file, names }
        } else {
            Self::NotPrompts { file, names }
        }
    }
}
