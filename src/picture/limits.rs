//! What decoding one picture may cost.

/// What decoding may cost. The size is checked on the header, before any memory is taken for pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest number of pixels; Pillow's own limit for an error is the default.
    pub pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { pixels: 178_956_970 }
    }
}

impl Limits {
    /// Largest file that is read and largest buffer that a decoder may ask for: the pixels at eight bytes
    /// (16-bit RGBA, the widest kind we read) and room for metadata.
    pub(super) fn bytes(&self) -> u64 {
        self.pixels.saturating_mul(8).saturating_add(64 << 20)
    }
}
