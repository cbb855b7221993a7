//! Why a file cannot be the backbone.

use super::Naming;
use crate::base::{printable, printable_path};
use crate::tensors::{NameList, TensorError};
use std::path::PathBuf;

/// Why a file cannot be the backbone, or a prompt cannot be tokenized. Every message names the file.
#[derive(Debug, thiserror::Error)]
pub enum BackboneError {
    /// The container itself.
    #[error(transparent)]
    Tensors(#[from] TensorError),
    /// Prompts where the backbone should be.
    #[error(
        "{} is not a backbone: it looks like a prompt checkpoint (it holds {names})\n  what to do: give it as \
         --prompts, and CLIP's weights as --backbone",
        printable_path(file)
    )]
    IsPrompts {
        /// The file.
        file: PathBuf,
        /// Some of its tensors.
        names: NameList,
    },
    /// Some other model.
    #[error(
        "{} is not a CLIP: none of its tensors has a name that OpenAI's, open_clip's or Hugging Face's CLIP \
         uses (it holds {})\n  what to do: name the weights of a CLIP ViT, such as ViT-L/14@336px",
        printable_path(file),
        if names.is_empty() { "no tensors".to_owned() } else { names.to_string() }
    )]
    NotClip {
        /// The file.
        file: PathBuf,
        /// Its tensors.
        names: NameList,
    },
    /// Half a CLIP.
    #[error(
        "{} holds only the {present} tower of a CLIP, and its {absent} tower is needed too\n  what to do: name \
         the weights of the whole model",
        printable_path(file)
    )]
    OneTower {
        /// The file.
        file: PathBuf,
        /// `vision` or `text`.
        present: &'static str,
        /// The other.
        absent: &'static str,
    },
    /// A CLIP whose towers are built differently.
    #[error(
        "{} holds a CLIP with {what} (such as {example}); only CLIPs whose two towers are OpenAI's transformers \
         (ViT-B/32, ViT-B/16, ViT-L/14, ViT-L/14@336px) are supported",
        printable_path(file)
    )]
    OtherArchitecture {
        /// The file.
        file: PathBuf,
        /// What it has instead.
        what: &'static str,
        /// A tensor that shows it.
        example: String,
    },
    /// A tensor from whose shape the configuration should follow.
    #[error("{}: tensor {} {reason}", printable_path(file), printable(name))]
    OddShape {
        /// The file.
        file: PathBuf,
        /// The tensor.
        name: String,
        /// What its shape should be and is.
        reason: String,
    },
    /// The tensors are not those of the configuration that their shapes imply.
    #[error(
        "{} is not a complete CLIP under {naming} names:{}{}{}",
        printable_path(file),
        line("missing", missing),
        line("unexpected", unexpected),
        line("not as expected", wrong)
    )]
    Mismatch {
        /// The file.
        file: PathBuf,
        /// Whose names it uses.
        naming: Naming,
        /// Tensors that are not there.
        missing: NameList,
        /// Tensors that no CLIP has.
        unexpected: NameList,
        /// Tensors with another shape or type, each with both.
        wrong: NameList,
    },
    /// The configuration beside the weights.
    #[error("{}: {reason}", printable_path(file))]
    Config {
        /// The configuration file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No such tensor in a CLIP.
    #[error("{}: '{}' is no tensor of this CLIP", printable_path(file), printable(name))]
    UnknownTensor {
        /// The file.
        file: PathBuf,
        /// The name asked for.
        name: String,
    },
    /// The tokenizer beside the weights.
    #[error("{}: {reason}", printable_path(file))]
    Tokenizer {
        /// The tokenizer's file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No tokenizer, and a word or a vocabulary that is not built in.
    #[error(
        "{} has no tokenizer.json beside it, and {reason}\n  what to do: put the model's tokenizer.json (Hugging \
         Face has one) beside the backbone",
        printable_path(file)
    )]
    NoTokenizer {
        /// The backbone.
        file: PathBuf,
        /// Why one is needed.
        reason: String,
    },
    /// A word that cannot stand in a prompt.
    #[error(
        "the state word '{}' cannot be used: {reason}\n  what to do: choose a word that is one token, such as \
         'good' or 'damaged'",
        printable(word)
    )]
    StateWord {
        /// The word.
        word: String,
        /// Why not.
        reason: String,
    },
    /// A prompt that is longer than the context.
    #[error(
        "a prompt of {n_ctx} context and {n_cls} class positions needs {} places, and the text tower has {context}",
        n_ctx.saturating_add(*n_cls).saturating_add(3)
    )]
    PromptTooLong {
        /// e.
        n_ctx: usize,
        /// r.
        n_cls: usize,
        /// Positions of the text tower.
        context: usize,
    },
    /// candle failed.
    #[error("{}: tensor {}: {cause}", printable_path(file), printable(name))]
    Candle {
        /// The file.
        file: PathBuf,
        /// The tensor.
        name: String,
        /// What candle said.
        cause: Box<candle_core::Error>,
    },
}

fn line(what: &str, names: &NameList) -> String {
    if names.is_empty() {
        return String::new();
    }
    format!("\n  {what} ({}): {names}", names.len())
}
