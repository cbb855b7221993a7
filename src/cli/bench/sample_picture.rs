//! A picture to measure on where there is none: grain over slow waves, of a camera's size.

use image::codecs::png::PngEncoder;
use image::{ImageError, Rgb, RgbImage};

/// Side, pixels; what most inspection data sets have.
const SIDE: u32 = 1024;

/// The picture as a PNG file.
pub fn png() -> Result<Vec<u8>, ImageError> {
    let picture = RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let wave = (f64::from(x) / 37.0).sin() + (f64::from(y) / 53.0).cos();
        let level = 120.0 + 30.0 * wave + f64::from(grain(x, y) % 24);
        Rgb([level as u8, (level * 0.9) as u8, (level * 0.8) as u8])
    });
    let mut bytes = Vec::new();
    picture.write_with_encoder(PngEncoder::new(&mut bytes))?;
    Ok(bytes)
}

/// A fixed hash of the place, so that every run decodes the same bytes.
fn grain(x: u32, y: u32) -> u32 {
    let mixed = x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca77);
    (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b_3c6d) >> 16
}
