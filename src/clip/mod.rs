//! CLIP: the two frozen towers, their configuration, weights and tokenizer.

/// Sizes.
#[derive(Debug, Clone)]
pub struct ClipConfig {}
impl ClipConfig {
    /// OpenAI's ViT-L/14@336px.
    pub fn vit_l_14_336() -> Self {
        Self {}
    }
}
