//! A decoded picture: its pixels in one of Pillow's modes.

use super::convert::rgb_bytes;
use super::{Format, PictureNote};
use image::RgbImage;
use std::fmt;

/// Pillow's name for the layout of the pixels. It decides how a picture is resized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// `1`: black or white.
    Bilevel,
    /// `P`: indices into a palette.
    Palette,
    /// `L`: 8-bit grey.
    Grey,
    /// `LA`: 8-bit grey with alpha.
    GreyAlpha,
    /// `I;16`: 16-bit grey. Pillow calls that of big-endian TIFFs `I;16B` and resizes it with its bytes swapped,
    /// which is not followed.
    Grey16,
    /// `I`: 32-bit integers.
    Integer,
    /// `F`: 32-bit floats.
    Float,
    /// `RGB`: 8 bits each.
    Rgb,
    /// `RGBA`: 8 bits each.
    Rgba,
    /// `CMYK`: 8 bits each, 255 is full ink.
    Cmyk,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bilevel => "1",
            Self::Palette => "P",
            Self::Grey => "L",
            Self::GreyAlpha => "LA",
            Self::Grey16 => "I;16",
            Self::Integer => "I",
            Self::Float => "F",
            Self::Rgb => "RGB",
            Self::Rgba => "RGBA",
            Self::Cmyk => "CMYK",
        })
    }
}

/// 256 colours; those that the file does not define are black, as in Pillow.
pub(super) type Colours = [[u8; 3]; 256];

/// The pixels of each mode, rows from the top, channels interleaved.
#[derive(Debug, Clone)]
pub(super) enum Pixels {
    /// One byte a pixel, 0 or 255.
    Bilevel(Vec<u8>),
    Palette {
        indices: Vec<u8>,
        colours: Box<Colours>,
    },
    Grey(Vec<u8>),
    GreyAlpha(Vec<u8>),
    Grey16(Vec<u16>),
    Integer(Vec<i32>),
    Float(Vec<f32>),
    Rgb(Vec<u8>),
    Rgba(Vec<u8>),
    Cmyk(Vec<u8>),
}

impl Pixels {
    /// Number of pixels.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Bilevel(values) | Self::Grey(values) | Self::Palette { indices: values, .. } => {
                values.len()
            }
            Self::GreyAlpha(values) => values.len() / 2,
            Self::Rgb(values) => values.len() / 3,
            Self::Rgba(values) | Self::Cmyk(values) => values.len() / 4,
            Self::Grey16(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Float(values) => values.len(),
        }
    }

    pub(super) fn mode(&self) -> Mode {
        match self {
            Self::Bilevel(_) => Mode::Bilevel,
            Self::Palette { .. } => Mode::Palette,
            Self::Grey(_) => Mode::Grey,
            Self::GreyAlpha(_) => Mode::GreyAlpha,
            Self::Grey16(_) => Mode::Grey16,
            Self::Integer(_) => Mode::Integer,
            Self::Float(_) => Mode::Float,
            Self::Rgb(_) => Mode::Rgb,
            Self::Rgba(_) => Mode::Rgba,
            Self::Cmyk(_) => Mode::Cmyk,
        }
    }
}

/// A decoded picture in the mode Pillow would give it.
#[derive(Debug, Clone)]
pub struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) pixels: Pixels,
    pub(super) format: Option<Format>,
    pub(super) notes: Vec<PictureNote>,
}

impl Picture {
    /// A picture that was not read from a file.
    pub fn from_rgb(rgb: RgbImage) -> Self {
        let (width, height) = rgb.dimensions();
        Self {
            width,
            height,
            pixels: Pixels::Rgb(rgb.into_raw()),
            format: None,
            notes: Vec::new(),
        }
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The layout of its pixels.
    pub fn mode(&self) -> Mode {
        self.pixels.mode()
    }

    /// The format of the file it came from.
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// What the user should know about it.
    pub fn notes(&self) -> &[PictureNote] {
        &self.notes
    }

    /// The picture as RGB at its own size, as Pillow's `convert("RGB")` gives it.
    pub fn to_rgb(&self) -> RgbImage {
        let rgb = rgb_bytes(&self.pixels);
        // The buffer always fits: decoding and `from_rgb` keep the size and the pixels together.
        RgbImage::from_raw(self.width, self.height, rgb.into_owned()).unwrap_or_default()
    }
}
