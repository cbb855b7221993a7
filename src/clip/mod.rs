//! CLIP: the two frozen towers, their configuration, weights and tokenizer.

mod backbone_error;
mod backbone_file;
mod config;
mod config_json;
mod hf_names;
mod naming;
mod openai_names;
mod text;
mod tokenizer;
mod transformer;
mod vision;
mod weights;

pub use backbone_error::BackboneError;
pub use backbone_file::BackboneFile;
pub use config::{ClipConfig, TextConfig, VisionConfig};
pub use naming::Naming;
pub use text::TextTower;
pub use tokenizer::PromptTokenizer;
pub use transformer::{Build, Kernels, Stream, Transformer, TransformerConfig, unit_norm};
pub use vision::{VisionFeatures, VisionTower};
pub use weights::{RandomWeights, Weights};
