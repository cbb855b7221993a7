//! Anomaly maps as pixels: painted alone, or over the picture.

use super::Colormap;
use super::stretch::Stretch;
use image::{Rgb, RgbImage};

/// The values that a colour map's two ends stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Value shown with the colour at 0.
    pub low: f32,
    /// Value shown with the colour at 1.
    pub high: f32,
}

impl Default for Range {
    /// The fixed range of a probability, so that normal pictures do not glow.
    fn default() -> Self {
        Self { low: 0.0, high: 1.0 }
    }
}

impl Range {
    /// From the smallest to the largest finite value; the default where there is none.
    /// It makes the maps of normal pictures glow: say so where it is used.
    pub fn spanning(values: &[f32]) -> Self {
        let finite = values.iter().copied().filter(|value| value.is_finite());
        let (low, high) = finite.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        if low <= high {
            Self { low, high }
        } else {
            Self::default()
        }
    }

    /// Where `value` lies, 0 at the low end and 1 at the high one. An empty range is a threshold.
    pub fn position(self, value: f32) -> f32 {
        let width = self.high - self.low;
        if width > 0.0 {
            (value - self.low) / width
        } else if value.is_nan() {
            value
        } else {
            f32::from(u8::from(value > self.low))
        }
    }
}

/// A size×size map as an RGB picture of the same size. Missing values are shown as NaN is.
pub fn paint_map(values: &[f32], size: usize, colormap: Colormap, range: Range) -> RgbImage {
    let table = colormap.table();
    let mut values = values.iter().copied();
    let mut next = || values.next().unwrap_or(f32::NAN);
    let side = u32::try_from(size).unwrap_or(0);
    RgbImage::from_fn(side, side, |_, _| Rgb(table.rgb(range.position(next()))))
}

/// The map, stretched over `picture` and blended with `opacity` (0..=1).
pub fn overlay(
    picture: &RgbImage,
    values: &[f32],
    size: usize,
    colormap: Colormap,
    range: Range,
    opacity: f32,
) -> RgbImage {
    let table = colormap.table();
    let (width, height) = picture.dimensions();
    let mut stretch = Stretch::new(values, size, width, height);
    // In 256ths, so that a pixel costs integers only.
    let ours = (opacity.clamp(0.0, 1.0) * 256.0).round() as u32;
    let mut blended = picture.clone();
    for (y, row) in (0..).zip(blended.rows_mut()) {
        for (pixel, &value) in row.zip(stretch.row(y)) {
            let colour = table.rgb(range.position(value));
            for (channel, colour) in pixel.0.iter_mut().zip(colour) {
                let sum = u32::from(*channel) * (256 - ours) + u32::from(colour) * ours;
                *channel = ((sum + 128) >> 8) as u8;
            }
        }
    }
    blended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_place_values() {
        let range = Range { low: 2.0, high: 4.0 };
        assert_eq!(
            [range.position(2.0), range.position(3.0), range.position(5.0)],
            [0.0, 0.5, 1.5]
        );
        let empty = Range { low: 1.0, high: 1.0 };
        assert_eq!(
            [empty.position(0.9), empty.position(1.0), empty.position(1.1)],
            [0.0, 0.0, 1.0]
        );
        assert!(empty.position(f32::NAN).is_nan());
        assert_eq!(
            Range::spanning(&[3.0, f32::NAN, -1.0, f32::INFINITY]),
            Range { low: -1.0, high: 3.0 }
        );
        assert_eq!(Range::spanning(&[f32::NAN]), Range::default());
    }

    #[test]
    fn a_painted_map_shows_each_value_and_nan() {
        let painted = paint_map(&[0.0, 1.0, f32::NAN], 2, Colormap::Grey, Range::default());
        let pixels: Vec<[u8; 3]> = painted.pixels().map(|pixel| pixel.0).collect();
        assert_eq!(pixels, [[0; 3], [255; 3], [255, 0, 255], [255, 0, 255]]);
    }

    #[test]
    fn an_overlay_keeps_the_pictures_size_and_obeys_its_opacity() {
        let picture = RgbImage::from_pixel(6, 3, Rgb([100, 100, 100]));
        let shown = |opacity| overlay(&picture, &[1.0; 4], 2, Colormap::Grey, Range::default(), opacity);
        assert_eq!(shown(0.0), picture);
        assert_eq!(shown(1.0), RgbImage::from_pixel(6, 3, Rgb([255; 3])));
        assert_eq!(shown(0.5), RgbImage::from_pixel(6, 3, Rgb([178; 3])));
    }
}
