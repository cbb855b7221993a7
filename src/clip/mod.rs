//! CLIP: the two frozen towers, their configuration, weights and tokenizer.

mod backbone_file;
mod config;
mod text;
mod transformer;
mod vision;
mod weights;

pub use backbone_file::{BackboneError, BackboneFile};
pub use config::{ClipConfig, TextConfig, VisionConfig};
pub use text::TextTower;
pub use transformer::{Build, Kernels, Transformer, TransformerConfig, unit_norm};
pub use vision::{VisionFeatures, VisionTower};
pub use weights::{RandomWeights, Weights};
