//! The sizes of a CLIP, told from the shapes of its tensors.

use crate::tensors::shape_text;

/// Width of an attention head in every CLIP of OpenAI's.
const HEAD_WIDTH: usize = 64;

/// The sizes of a CLIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipConfig {
    /// D: width of the space that images and texts share.
    pub embed_dim: usize,
    /// The vision tower.
    pub vision: VisionConfig,
    /// The text tower.
    pub text: TextConfig,
}

/// The sizes of a vision tower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisionConfig {
    /// V.
    pub width: usize,
    /// Blocks.
    pub layers: usize,
    /// Attention heads per block.
    pub heads: usize,
    /// P: pixels per side of a patch.
    pub patch: usize,
    /// Patches per side of the stored positional embedding (24 for 336 pixels).
    pub grid: usize,
}

/// The sizes of a text tower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextConfig {
    /// W.
    pub width: usize,
    /// Blocks.
    pub layers: usize,
    /// Attention heads per block.
    pub heads: usize,
    /// Tokens of the vocabulary.
    pub vocab: usize,
    /// Positions (77).
    pub context: usize,
}

/// Why no configuration follows from the shapes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum InferError {
    /// Tensors from which it would follow are not there.
    Missing(Vec<&'static str>),
    /// A tensor whose shape makes no sense.
    Odd { name: &'static str, reason: String },
}

const PATCHES: &str = "visual.conv1.weight";
const VISION_POSITIONS: &str = "visual.positional_embedding";
const VISION_PROJECTION: &str = "visual.proj";
const TOKENS: &str = "token_embedding.weight";
const TEXT_POSITIONS: &str = "positional_embedding";

impl ClipConfig {
    /// OpenAI's ViT-L/14@336px.
    pub fn vit_l_14_336() -> Self {
        Self {
            embed_dim: 768,
            vision: VisionConfig {
                width: 1024,
                layers: 24,
                heads: 16,
                patch: 14,
                grid: 24,
            },
            text: TextConfig {
                width: 768,
                layers: 12,
                heads: 12,
                vocab: 49_408,
                context: 77,
            },
        }
    }

    /// Every tensor of the two towers under OpenAI's names, with its shape.
    pub fn tensors(&self) -> Vec<(String, Vec<usize>)> {
        super::openai_names::tensors(self)
    }

    /// From the shapes of tensors under OpenAI's names and the number of blocks of the two towers. Heads are
    /// 64 wide, as they are in OpenAI's.
    pub(super) fn infer(
        shape: impl Fn(&str) -> Option<Vec<usize>>,
        vision_layers: usize,
        text_layers: usize,
    ) -> Result<Self, InferError> {
        let decisive = [
            PATCHES,
            VISION_POSITIONS,
            VISION_PROJECTION,
            TOKENS,
            TEXT_POSITIONS,
        ];
        let missing = decisive.into_iter().filter(|name| shape(name).is_none());
        let missing: Vec<&str> = missing.collect();
        let [
            Some(patches),
            Some(places),
            Some(projection),
            Some(tokens),
            Some(positions),
        ] = decisive.map(&shape)
        else {
            return Err(InferError::Missing(missing));
        };
        let [vision_width, patch] = patch_sizes(&patches)?;
        let [rows, _] = matrix(VISION_POSITIONS, "positions × width", &places)?;
        let [_, embed_dim] = matrix(VISION_PROJECTION, "width × D", &projection)?;
        let [vocab, text_width] = matrix(TOKENS, "vocabulary × width", &tokens)?;
        let [context, _] = matrix(TEXT_POSITIONS, "positions × width", &positions)?;
        let grid = (rows - 1).isqrt();
        if grid == 0 || grid * grid != rows - 1 {
            let expected = "one row more than a square number";
            return Err(odd(VISION_POSITIONS, expected, &places));
        }
        Ok(Self {
            embed_dim,
            vision: VisionConfig {
                width: vision_width,
                layers: vision_layers,
                heads: heads(PATCHES, vision_width)?,
                patch,
                grid,
            },
            text: TextConfig {
                width: text_width,
                layers: text_layers,
                heads: heads(TOKENS, text_width)?,
                vocab,
                context,
            },
        })
    }
}

/// Width and P of a convolution of width × 3 × P × P.
fn patch_sizes(shape: &[usize]) -> Result<[usize; 2], InferError> {
    match *shape {
        [width, 3, patch @ (1..), other] if patch == other => Ok([width, patch]),
        _ => Err(odd(PATCHES, "width × 3 × P × P", shape)),
    }
}

/// Two sizes, neither of them 0.
fn matrix(name: &'static str, expected: &str, shape: &[usize]) -> Result<[usize; 2], InferError> {
    match *shape {
        [rows @ (1..), columns @ (1..)] => Ok([rows, columns]),
        _ => Err(odd(name, expected, shape)),
    }
}

fn heads(name: &'static str, width: usize) -> Result<usize, InferError> {
    if width == 0 || !width.is_multiple_of(HEAD_WIDTH) {
        let reason =
            format!("has width {width}, which is not a multiple of {HEAD_WIDTH}, the width of a head");
        return Err(InferError::Odd { name, reason });
    }
    Ok(width / HEAD_WIDTH)
}

fn odd(name: &'static str, expected: &str, found: &[usize]) -> InferError {
    InferError::Odd {
        name,
        reason: format!("should be {expected}, and is {}", shape_text(found)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vit_l(name: &str) -> Option<Vec<usize>> {
        Some(match name {
            "visual.conv1.weight" => vec![1024, 3, 14, 14],
            "visual.positional_embedding" => vec![577, 1024],
            "visual.proj" => vec![1024, 768],
            "token_embedding.weight" => vec![49408, 768],
            "positional_embedding" => vec![77, 768],
            _ => return None,
        })
    }

    #[test]
    fn vit_l_14_at_336_follows_from_its_shapes() {
        let config = ClipConfig::infer(vit_l, 24, 12).unwrap();
        assert_eq!(config.embed_dim, 768);
        assert_eq!(
            config.vision,
            VisionConfig {
                width: 1024,
                layers: 24,
                heads: 16,
                patch: 14,
                grid: 24
            }
        );
        assert_eq!(
            config.text,
            TextConfig {
                width: 768,
                layers: 12,
                heads: 12,
                vocab: 49408,
                context: 77
            }
        );
    }

    #[test]
    fn what_cannot_be_told_is_named() {
        let without = |name: &str| vit_l(name).filter(|_| name != "visual.proj");
        assert_eq!(
            ClipConfig::infer(without, 24, 12),
            Err(InferError::Missing(vec!["visual.proj"]))
        );
        for (name, shape) in [
            ("visual.positional_embedding", vec![578, 1024]),
            ("visual.positional_embedding", vec![0, 1024]),
            ("visual.positional_embedding", vec![1, 1024]),
            ("visual.conv1.weight", vec![1000, 3, 14, 14]),
            ("visual.conv1.weight", vec![1024, 3, 14, 16]),
            ("visual.conv1.weight", vec![1024, 1, 14, 14]),
            ("visual.conv1.weight", vec![0, 3, 14, 14]),
            ("token_embedding.weight", vec![49408]),
        ] {
            let changed = |asked: &str| {
                if asked == name {
                    Some(shape.clone())
                } else {
                    vit_l(asked)
                }
            };
            match ClipConfig::infer(changed, 24, 12) {
                Err(InferError::Odd { name: named, .. }) => assert_eq!(named, name),
                other => panic!("{name} {shape:?}: {other:?}"),
            }
        }
    }
}
