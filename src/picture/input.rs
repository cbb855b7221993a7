//! From a picture to what the vision tower takes.

use super::Picture;
use super::convert::rgb_bytes;
use super::resize::{Filter, Pillow, resize};

/// CLIP's mean of the training pictures, red, green, blue.
const MEAN: [f32; 3] = [0.481_454_66, 0.457_827_5, 0.408_210_73];
/// CLIP's standard deviation.
const STD: [f32; 3] = [0.268_629_54, 0.261_302_6, 0.275_777_1];

/// A picture resized to S×S, 8-bit RGB, rows from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelInput {
    size: usize,
    rgb: Vec<u8>,
}

impl ModelInput {
    /// Resizes as the reference does: Pillow's bicubic in the picture's own mode, then RGB.
    pub fn new(picture: &Picture, size: usize) -> Self {
        Self::as_pillow(picture, size, Pillow::default())
    }

    /// As [`Self::new`], with the order of passes of a given release of Pillow.
    pub fn as_pillow(picture: &Picture, size: usize, pillow: Pillow) -> Self {
        let from = (picture.width as usize, picture.height as usize);
        let resized = resize(&picture.pixels, from, (size, size), Filter::Bicubic, pillow);
        Self {
            size,
            rgb: rgb_bytes(&resized).into_owned(),
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
        let mut values = Vec::with_capacity(self.rgb.len());
        let (pixels, _) = self.rgb.as_chunks::<3>();
        for channel in 0..3 {
            let level = |byte: u8| (f32::from(byte) / 255.0 - MEAN[channel]) / STD[channel];
            let levels: Vec<f32> = (0..=255).map(level).collect();
            values.extend(pixels.iter().map(|pixel| levels[usize::from(pixel[channel])]));
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    #[test]
    fn planes_are_normalised_one_by_one() {
        let picture = Picture::from_rgb(RgbImage::from_pixel(4, 2, Rgb([255, 0, 128])));
        let input = ModelInput::new(&picture, 2);
        assert_eq!(input.rgb(), [255, 0, 128].repeat(4));
        let values = input.normalised();
        assert_eq!(values.len(), 12);
        for (plane, expected) in values.chunks(4).zip([1.930_336_2, -1.752_097_1, 0.339_948_77]) {
            plane
                .iter()
                .for_each(|value| assert!((value - expected).abs() < 1e-5, "{value} {expected}"));
        }
    }
}
