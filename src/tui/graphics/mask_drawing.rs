//! The ground truth drawn over a picture, in the picture's own pixels.

use crate::picture::{Mask, contour};
use image::RgbImage;
use serde::{Deserialize, Serialize};

/// Laid half over the anomalous pixels: a colour that products and tissue do not have.
const FILL: [u16; 3] = [255, 0, 200];

/// How the ground truth is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MaskStyle {
    /// A line around it.
    #[default]
    Outline,
    /// Its pixels tinted.
    Fill,
    /// Not at all.
    None,
}

impl MaskStyle {
    /// The one after this.
    pub fn next(self) -> Self {
        match self {
            Self::Outline => Self::Fill,
            Self::Fill => Self::None,
            Self::None => Self::Outline,
        }
    }

    /// What the user calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outline => "outline",
            Self::Fill => "fill",
            Self::None => "off",
        }
    }
}

/// Draws `mask`, stretched to the picture.
pub fn draw_mask(picture: &mut RgbImage, mask: &Mask, style: MaskStyle) {
    match style {
        MaskStyle::Outline => contour(picture, &mask.values(), mask.size(), 0.5),
        MaskStyle::Fill => fill(picture, mask),
        MaskStyle::None => {}
    }
}

fn fill(picture: &mut RgbImage, mask: &Mask) {
    let (width, height) = picture.dimensions();
    let size = mask.size();
    // The pixel of the mask under the middle of each of the picture's.
    let under = |pixel: u32, side: u32| {
        let middle = (2 * pixel as usize + 1) * size / (2 * side.max(1) as usize);
        middle.min(size.saturating_sub(1))
    };
    let columns: Vec<usize> = (0..width).map(|x| under(x, width)).collect();
    for (y, row) in (0..).zip(picture.rows_mut()) {
        let start = under(y, height) * size;
        let anomalous = mask.anomalous().get(start..start + size).unwrap_or_default();
        for (pixel, x) in row.zip(&columns) {
            if anomalous.get(*x) == Some(&true) {
                for (channel, tint) in pixel.0.iter_mut().zip(FILL) {
                    *channel = ((u16::from(*channel) + tint) / 2) as u8;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Picture;
    use image::Rgb;

    /// A mask whose right half is anomalous.
    fn half() -> Mask {
        let picture = RgbImage::from_fn(4, 4, |x, _| Rgb([if x < 2 { 0 } else { 255 }; 3]));
        Mask::new(&Picture::from_rgb(picture), 4)
    }

    #[test]
    fn a_filled_mask_tints_its_pixels_and_no_other() {
        let mut picture = RgbImage::from_pixel(8, 2, Rgb([100, 100, 100]));
        draw_mask(&mut picture, &half(), MaskStyle::Fill);
        for (x, _, pixel) in picture.enumerate_pixels() {
            let expected = if x < 4 { [100, 100, 100] } else { [177, 50, 150] };
            assert_eq!(pixel.0, expected, "{x}");
        }
    }

    #[test]
    fn an_outline_touches_the_border_only_and_none_touches_nothing() {
        let plain = RgbImage::from_pixel(8, 2, Rgb([100, 100, 100]));
        let mut picture = plain.clone();
        draw_mask(&mut picture, &half(), MaskStyle::Outline);
        let touched: Vec<u32> = picture
            .enumerate_pixels()
            .filter(|(_, y, pixel)| *y == 0 && pixel.0 != [100, 100, 100])
            .map(|(x, ..)| x)
            .collect();
        assert_eq!(touched, [3, 4]);
        let mut picture = plain.clone();
        draw_mask(&mut picture, &half(), MaskStyle::None);
        assert_eq!(picture, plain);
    }
}
