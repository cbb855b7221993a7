//! What other cameras, lamps and files would make of a picture: exposure, contrast, colour, softness, grain, JPEG.
//!
//! Drawn pictures have all come out of one camera. Photographs have not, and a model that has only seen one would take
//! every other for a defect.

use crate::train::Generator;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage, imageops};

/// Share of the pictures that stay as they were drawn, so that a small model can tell defects before it has to tell
/// them from bad pictures. Chosen by hand, not searched for.
const UNTOUCHED: f64 = 0.35;

/// The picture as another camera would have taken it.
pub(super) fn develop(picture: RgbImage, random: &mut Generator) -> RgbImage {
    if random.uniform() < UNTOUCHED {
        return picture;
    }
    let mut picture = toned(picture, random);
    if random.uniform() < 0.15 {
        picture = imageops::blur(&picture, within(random, 0.3, 0.9));
    }
    if random.uniform() < 0.2 {
        grain(&mut picture, random);
    }
    if random.uniform() < 0.2 {
        let quality = 60 + random.below(36) as u8;
        picture = through_jpeg(picture, quality);
    }
    picture
}

fn within(random: &mut Generator, low: f32, high: f32) -> f32 {
    low + (high - low) * random.uniform() as f32
}

/// Light from one side, exposure, contrast, gamma, saturation, tint, and colours in another order.
fn toned(mut picture: RgbImage, random: &mut Generator) -> RgbImage {
    let slope = if random.uniform() < 0.2 {
        [within(random, -0.3, 0.3), within(random, -0.3, 0.3)]
    } else {
        [0.0; 2]
    };
    let exposure = within(random, 0.8, 1.2);
    let contrast = within(random, 0.8, 1.25);
    let gamma = within(random, 0.85, 1.2);
    let saturation = match random.uniform() {
        u if u < 0.15 => 0.0,
        _ => within(random, 0.4, 1.3),
    };
    let tint = [0, 1, 2].map(|_| within(random, 0.9, 1.1));
    let order = if random.uniform() < 0.3 {
        random.order(3)
    } else {
        vec![0, 1, 2]
    };
    let side = picture.width().max(1) as f32;
    let count = (picture.width() * picture.height()).max(1) as f64;
    let mean = picture.as_raw().iter().map(|&v| f64::from(v)).sum::<f64>() / (3.0 * count * 255.0);
    let mean = mean as f32;
    let curve: Vec<f32> = (0..=255)
        .map(|level| {
            let value = (mean + contrast * (level as f32 / 255.0 - mean)).clamp(0.0, 1.0);
            value.powf(gamma)
        })
        .collect();
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let light =
            exposure * (1.0 + slope[0] * (x as f32 / side - 0.5) + slope[1] * (y as f32 / side - 0.5));
        let value = [0, 1, 2].map(|c| curve[usize::from(pixel[c])] * light);
        let grey = 0.299 * value[0] + 0.587 * value[1] + 0.114 * value[2];
        *pixel = Rgb([0, 1, 2].map(|c| {
            let colour = grey + saturation * (value[order[c]] - grey);
            byte(colour * tint[c])
        }));
    }
    picture
}

fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// Noise of the sensor, mostly the same in all three colours.
fn grain(picture: &mut RgbImage, random: &mut Generator) {
    let amount = within(random, 1.0, 6.0);
    let coloured = random.uniform() < 0.5;
    for pixel in picture.pixels_mut() {
        let bits = random.bits();
        // The sum of two uniform numbers, in −1..1.
        let part = |shift: u32| (bits >> shift & 0x3ff) as f32 / 1023.0;
        let common = part(0) + part(10) - 1.0;
        for (c, value) in pixel.0.iter_mut().enumerate() {
            let own = if coloured {
                part(20 + 10 * c as u32) - 0.5
            } else {
                0.0
            };
            *value = (f32::from(*value) + amount * 2.0 * (common + own))
                .round()
                .clamp(0.0, 255.0) as u8;
        }
    }
}

/// Compressed and read back.
fn through_jpeg(picture: RgbImage, quality: u8) -> RgbImage {
    let mut file = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut file, quality).encode_image(&picture);
    match written.and_then(|()| image::load_from_memory_with_format(&file, ImageFormat::Jpeg)) {
        Ok(read) => read.into_rgb8(),
        // Cannot fail for a picture of this size; without compression it is as good.
        Err(_) => picture,
    }
}
