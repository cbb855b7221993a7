//! CLIP: the two frozen towers, their configuration, weights and tokenizer.

mod backbone_error;
mod backbone_file;
mod config;
mod config_json;
mod hf_names;
mod naming;
mod openai_names;
mod tokenizer;

pub use backbone_error::BackboneError;
pub use backbone_file::BackboneFile;
pub use config::{ClipConfig, TextConfig, VisionConfig};
pub use naming::Naming;
pub use tokenizer::PromptTokenizer;
