//! The sizes of a CLIP model.

/// Sizes of both towers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipConfig {
    /// D, width of the shared space.
    pub embed_dim: usize,
    /// The vision tower.
    pub vision: VisionConfig,
    /// The text tower.
    pub text: TextConfig,
}

/// Sizes of the vision tower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisionConfig {
    /// V.
    pub width: usize,
    /// Residual blocks.
    pub layers: usize,
    /// Attention heads.
    pub heads: usize,
    /// P, pixels per side of a patch.
    pub patch: usize,
    /// Patches per side of the stored positional embedding.
    pub grid: usize,
}

/// Sizes of the text tower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextConfig {
    /// W.
    pub width: usize,
    /// Residual blocks.
    pub layers: usize,
    /// Attention heads.
    pub heads: usize,
    /// Tokens in the vocabulary.
    pub vocab: usize,
    /// Positions.
    pub context: usize,
}

impl ClipConfig {
    /// OpenAI's ViT-L/14@336px.
    pub fn vit_l_14_336() -> Self {
        Self {
            embed_dim: 768,
            vision: VisionConfig { width: 1024, layers: 24, heads: 16, patch: 14, grid: 24 },
            text: TextConfig { width: 768, layers: 12, heads: 12, vocab: 49408, context: 77 },
        }
    }
}
