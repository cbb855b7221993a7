//! Pictures for terminals without colour, or for users without pictures: ten characters from light to heavy.

use image::RgbImage;

/// From nothing to full.
pub const RAMP: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];

/// One line of characters per row of cells.
pub type Characters = Vec<String>;

/// The character for a value between 0 and 1.
pub fn character(value: f32) -> char {
    let step = (value.clamp(0.0, 1.0) * RAMP.len() as f32) as usize;
    RAMP[step.min(RAMP.len() - 1)]
}

/// One character per pixel, by its lightness.
pub fn as_characters(pixels: &RgbImage) -> Characters {
    let lightness = |pixel: &image::Rgb<u8>| {
        let [r, g, b] = pixel.0.map(f32::from);
        (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255.0
    };
    pixels
        .rows()
        .map(|row| row.map(|pixel| character(lightness(pixel))).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ramp_covers_the_range() {
        assert_eq!(character(-1.0), ' ');
        assert_eq!(character(0.55), '+');
        assert_eq!(character(1.0), '@');
        assert_eq!(character(f32::NAN), ' ');
        let pixels = RgbImage::from_fn(2, 1, |x, _| image::Rgb([(x * 255) as u8; 3]));
        assert_eq!(as_characters(&pixels), [" @"]);
    }
}
