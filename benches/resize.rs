//! Milliseconds to decode a 12-megapixel picture and to make the model's input of it: `cargo bench --bench resize`.

use image::{ExtendedColorType, ImageEncoder, ImageResult, Rgb, RgbImage};
use std::hint::black_box;
use std::time::Instant;
use vip2clip::picture::{Limits, ModelInput, Picture, decode};

const WIDTH: u32 = 4000;
const HEIGHT: u32 = 3000;
const RUNS: usize = 9;

/// Waves with grain: neither flat, which would flatter the decoders, nor noise, which no camera delivers.
fn photo() -> RgbImage {
    let mut state = 1u32;
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (state >> 28) as f32;
        let wave = |period: f32, phase: f32| ((x as f32 + phase * y as f32) / period).sin() * 60.0 + 120.0;
        Rgb([wave(97.0, 0.3), wave(151.0, 1.7), wave(211.0, 0.9)].map(|v| (v + grain) as u8))
    })
}

fn jpeg(photo: &RgbImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.write_image(photo, WIDTH, HEIGHT, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

fn png(photo: &RgbImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.write_image(photo, WIDTH, HEIGHT, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

/// Prints the median of a few runs.
fn report<T>(what: &str, mut run: impl FnMut() -> T) {
    let mut ms: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    ms.sort_by(f64::total_cmp);
    println!(
        "{what:<28} {:8.1} ms   (fastest {:.1}, slowest {:.1})",
        ms[RUNS / 2],
        ms[0],
        ms[RUNS - 1]
    );
}

fn main() -> ImageResult<()> {
    println!("{WIDTH}×{HEIGHT}, median of {RUNS} runs");
    let photo = photo();
    let (jpeg, png) = (jpeg(&photo)?, png(&photo)?);
    let limits = Limits::default();
    report("decode JPEG", || decode(&jpeg, "photo.jpg", &limits));
    report("decode PNG", || decode(&png, "photo.png", &limits));
    let picture = Picture::from_rgb(photo);
    report("resize RGB to 518", || ModelInput::new(&picture, 518));
    let input = ModelInput::new(&picture, 518);
    report("normalise", || input.normalised());
    Ok(())
}
