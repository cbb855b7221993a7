//! The legend of a colour map.

use super::Colormap;
use image::{Rgb, RgbImage};

/// A bar of that size that runs through the map: upwards when `vertical`, else to the right.
pub fn colour_bar(width: u32, height: u32, colormap: Colormap, vertical: bool) -> RgbImage {
    let along = |at: u32, length: u32| {
        if length > 1 {
            at as f32 / (length - 1) as f32
        } else {
            0.5
        }
    };
    RgbImage::from_fn(width, height, |x, y| {
        let t = if vertical {
            1.0 - along(y, height)
        } else {
            along(x, width)
        };
        Rgb(colormap.rgb(t))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_runs_from_the_low_end_to_the_high_one() {
        let across = colour_bar(3, 2, Colormap::Grey, false);
        assert_eq!([0, 1, 2].map(|x| across.get_pixel(x, 1).0[0]), [0, 128, 255]);
        let up = colour_bar(1, 3, Colormap::Grey, true);
        assert_eq!([0, 1, 2].map(|y| up.get_pixel(0, y).0[0]), [255, 128, 0]);
        assert_eq!(colour_bar(0, 5, Colormap::Jet, true).dimensions(), (0, 5));
    }
}
