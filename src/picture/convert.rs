//! Conversions between modes, rounded as Pillow rounds them.

use super::pixels::{Colours, Pixels};
use std::borrow::Cow;

/// `convert("RGB")`.
pub(super) fn rgb_bytes(pixels: &Pixels) -> Cow<'_, [u8]> {
    match pixels {
        Pixels::Rgb(rgb) => Cow::Borrowed(rgb),
        Pixels::Bilevel(grey) | Pixels::Grey(grey) => to_rgb(grey, |&v| [v; 3]),
        Pixels::Palette { indices, colours } => to_rgb(indices, |&i| colours[usize::from(i)]),
        Pixels::GreyAlpha(pairs) => to_rgb(pairs.as_chunks().0, |&[v, _]| [v; 3]),
        Pixels::Grey16(values) => to_rgb(values, |&v| [clip_u16(v); 3]),
        Pixels::Integer(values) => to_rgb(values, |&v| [clip_i32(v); 3]),
        Pixels::Float(values) => to_rgb(values, |&v| [clip_f32(v); 3]),
        Pixels::Rgba(rgba) => to_rgb(rgba.as_chunks().0, |&[r, g, b, _]| [r, g, b]),
        Pixels::Cmyk(cmyk) => to_rgb(cmyk.as_chunks().0, cmyk_to_rgb),
    }
}

/// `convert("L")`.
pub(super) fn luma_bytes(pixels: &Pixels) -> Cow<'_, [u8]> {
    match pixels {
        Pixels::Bilevel(grey) | Pixels::Grey(grey) => Cow::Borrowed(grey),
        Pixels::Palette { indices, colours } => {
            let lumas = colours.map(luma);
            indices.iter().map(|&i| lumas[usize::from(i)]).collect()
        }
        Pixels::GreyAlpha(pairs) => pairs.as_chunks().0.iter().map(|&[v, _]| v).collect(),
        Pixels::Grey16(values) => values.iter().map(|&v| clip_u16(v)).collect(),
        Pixels::Integer(values) => values.iter().map(|&v| clip_i32(v)).collect(),
        Pixels::Float(values) => values.iter().map(|&v| clip_f32(v)).collect(),
        Pixels::Rgb(rgb) => rgb.as_chunks().0.iter().map(|&p| luma(p)).collect(),
        Pixels::Rgba(rgba) => rgba
            .as_chunks()
            .0
            .iter()
            .map(|&[r, g, b, _]| luma([r, g, b]))
            .collect(),
        Pixels::Cmyk(cmyk) => cmyk.as_chunks().0.iter().map(|p| luma(cmyk_to_rgb(p))).collect(),
    }
}

fn to_rgb<T>(pixels: &[T], colour: impl Fn(&T) -> [u8; 3]) -> Cow<'static, [u8]> {
    let rgb: Vec<[u8; 3]> = pixels.iter().map(colour).collect();
    Cow::Owned(rgb.into_flattened())
}

/// Share of the values that the conversion to 8 bits clips.
pub(super) fn clipped_share(pixels: &Pixels) -> f64 {
    let (clipped, all) = match pixels {
        Pixels::Grey16(values) => (values.iter().filter(|&&v| v > 255).count(), values.len()),
        Pixels::Integer(values) => (
            values.iter().filter(|v| !(0..=255).contains(*v)).count(),
            values.len(),
        ),
        Pixels::Float(values) => (
            values.iter().filter(|v| !(0.0..256.0).contains(*v)).count(),
            values.len(),
        ),
        _ => (0, 1),
    };
    clipped as f64 / all.max(1) as f64
}

/// Colours times alpha, in place; `channels` counts the alpha, which comes last.
pub(super) fn premultiply(pixels: &mut [u8], channels: usize) {
    for pixel in pixels.chunks_exact_mut(channels) {
        if let Some((&mut alpha, colours)) = pixel.split_last_mut() {
            for colour in colours {
                *colour = scale_by_255(*colour, alpha);
            }
        }
    }
}

/// Undoes [`premultiply`], as far as 8 bits allow.
pub(super) fn unpremultiply(pixels: &mut [u8], channels: usize) {
    for pixel in pixels.chunks_exact_mut(channels) {
        if let Some((&mut alpha, colours)) = pixel.split_last_mut() {
            if alpha == 0 || alpha == 255 {
                continue;
            }
            for colour in colours {
                *colour = (u32::from(*colour) * 255 / u32::from(alpha)).min(255) as u8;
            }
        }
    }
}

/// A table of colours from those that a file defines.
pub(super) fn colours(defined: impl Iterator<Item = [u8; 3]>) -> Box<Colours> {
    let mut colours = Box::new([[0; 3]; 256]);
    for (colour, given) in colours.iter_mut().zip(defined) {
        *colour = given;
    }
    colours
}

/// `a·b/255`, rounded.
fn scale_by_255(a: u8, b: u8) -> u8 {
    let product = u32::from(a) * u32::from(b) + 128;
    ((product + (product >> 8)) >> 8) as u8
}

/// ITU-R 601 luma in 16-bit fixed point.
fn luma([r, g, b]: [u8; 3]) -> u8 {
    ((u32::from(r) * 19_595 + u32::from(g) * 38_470 + u32::from(b) * 7_471 + 0x8000) >> 16) as u8
}

fn cmyk_to_rgb(&[c, m, y, k]: &[u8; 4]) -> [u8; 3] {
    let light = 255 - k;
    [c, m, y].map(|ink| light - scale_by_255(ink, light))
}

fn clip_u16(value: u16) -> u8 {
    value.min(255) as u8
}

fn clip_i32(value: i32) -> u8 {
    value.clamp(0, 255) as u8
}

/// Towards zero; NaN gives 0.
fn clip_f32(value: f32) -> u8 {
    value as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values printed by Pillow 11.3.0.
    #[test]
    fn conversions_are_those_of_pillow() {
        let cmyk = Pixels::Cmyk(vec![116, 198, 92, 156, 197, 234, 109, 10, 183, 135, 223, 117]);
        assert_eq!(*rgb_bytes(&cmyk), [54, 22, 63, 56, 20, 140, 39, 65, 17]);
        assert_eq!(*luma_bytes(&cmyk), [36, 44, 52]);
        let grey16 = Pixels::Grey16(vec![0, 1, 254, 255, 256, 257, 511, 65535]);
        assert_eq!(*luma_bytes(&grey16), [0, 1, 254, 255, 255, 255, 255, 255]);
        let floats = Pixels::Float(vec![-3.0, 0.2, 0.9, 1.5, 254.9, 255.5, 300.0, f32::NAN]);
        assert_eq!(*luma_bytes(&floats), [0, 0, 0, 1, 254, 255, 255, 0]);
        let integers = Pixels::Integer(vec![-3, 0, 1, 255, 256, 70_000]);
        assert_eq!(*luma_bytes(&integers), [0, 0, 1, 255, 255, 255]);
        let palette = Pixels::Palette {
            indices: vec![0, 1, 2, 200],
            colours: colours([[255, 0, 0], [0, 255, 0]].into_iter()),
        };
        assert_eq!(*luma_bytes(&palette), [76, 150, 0, 0]);
        assert_eq!(rgb_bytes(&palette)[3..9], [0, 255, 0, 0, 0, 0]);
    }

    #[test]
    fn clipped_values_are_counted() {
        assert_eq!(clipped_share(&Pixels::Grey16(vec![0, 255, 256, 65535])), 0.5);
        assert_eq!(
            clipped_share(&Pixels::Float(vec![0.0, 255.9, -0.1, f32::NAN])),
            0.5
        );
        assert_eq!(clipped_share(&Pixels::Grey(vec![255])), 0.0);
    }

    #[test]
    fn premultiplying_rounds_and_leaves_alpha_alone() {
        let mut pixels = [200, 100, 50, 128, 255, 255, 255, 0, 9, 8, 7, 255];
        premultiply(&mut pixels, 4);
        assert_eq!(pixels, [100, 50, 25, 128, 0, 0, 0, 0, 9, 8, 7, 255]);
        unpremultiply(&mut pixels, 4);
        assert_eq!(pixels, [199, 99, 49, 128, 0, 0, 0, 0, 9, 8, 7, 255]);
        let mut saturating = [200, 100];
        unpremultiply(&mut saturating, 2);
        assert_eq!(saturating, [255, 100]);
    }
}
