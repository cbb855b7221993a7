//! Whose names a file of CLIP weights uses, and where OpenAI's tensors are under them.

use super::hf_names;

/// Whose names a file uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// OpenAI's, which open_clip kept.
    OpenAi,
    /// Hugging Face's `CLIPModel`.
    HuggingFace,
}

impl std::fmt::Display for Naming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::OpenAi => "OpenAI's",
            Self::HuggingFace => "Hugging Face's",
        })
    }
}

/// Where one of OpenAI's tensors is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// Under this name as it is.
    Same(String),
    /// Under this name with its two dimensions swapped.
    Transposed(String),
    /// In these three, one below the other.
    Joined([String; 3]),
}

impl Source {
    /// The tensors of the file, each with the shape it must have for OpenAI's to have `shape`.
    pub fn parts(&self, shape: &[usize]) -> Vec<(&str, Vec<usize>)> {
        match self {
            Self::Same(name) => vec![(name, shape.to_vec())],
            Self::Transposed(name) => vec![(name, shape.iter().rev().copied().collect())],
            Self::Joined(names) => {
                let mut part = shape.to_vec();
                if let Some(rows) = part.first_mut() {
                    *rows /= names.len();
                }
                names.iter().map(|name| (name.as_str(), part.clone())).collect()
            }
        }
    }
}

/// Tensors that stand beside the weights in one distribution or another and mean nothing to the towers.
const HARMLESS: [&str; 6] = [
    "logit_scale",
    "input_resolution",
    "context_length",
    "vocab_size",
    "position_ids",
    "attn_mask",
];

/// Whether a tensor may be left over.
pub(super) fn is_harmless(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    HARMLESS.contains(&last)
}

impl Naming {
    /// Tells whose names these are.
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Option<Self> {
        let mut openai = false;
        for name in names {
            if name.starts_with("vision_model.") || name.starts_with("text_model.") {
                return Some(Self::HuggingFace);
            }
            let starts = [
                "visual.",
                "transformer.resblocks.",
                "token_embedding.",
                "ln_final.",
            ];
            openai |= starts.iter().any(|start| name.starts_with(start));
        }
        openai.then_some(Self::OpenAi)
    }

    /// Where `openai_name` is; `None` for a name that no CLIP has.
    pub(super) fn source(self, openai_name: &str) -> Option<Source> {
        match self {
            Self::OpenAi => Some(Source::Same(openai_name.to_owned())),
            Self::HuggingFace => hf_names::source(openai_name),
        }
    }

    /// What the names of the blocks of the vision and of the text tower begin with.
    pub(super) fn block_prefixes(self) -> (&'static str, &'static str) {
        match self {
            Self::OpenAi => ("visual.transformer.resblocks.", "transformer.resblocks."),
            Self::HuggingFace => ("vision_model.encoder.layers.", "text_model.encoder.layers."),
        }
    }
}
