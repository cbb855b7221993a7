//! Outlines of the regions where a map reaches a threshold.

use super::stretch::Stretch;
use image::{Rgb, RgbImage};

/// Inside and outside of the outline: one of the two shows on any background.
const LIGHT: Rgb<u8> = Rgb([255, 255, 255]);
const DARK: Rgb<u8> = Rgb([0, 0, 0]);

/// Draws the border of {map ≥ threshold} on `picture`: the region's outermost pixels white, their outer neighbours
/// black. The picture's own edge is no border, and NaN lies outside.
pub fn contour(picture: &mut RgbImage, values: &[f32], size: usize, threshold: f32) {
    let (width, height) = picture.dimensions();
    if width == 0 || height == 0 {
        return;
    }
    let mut stretch = Stretch::new(values, size, width, height);
    let mut inside =
        |y: u32| -> Vec<bool> { stretch.row(y).iter().map(|&value| value >= threshold).collect() };
    let mut row = inside(0);
    let mut above = row.clone();
    for y in 0..height {
        let below = if y + 1 < height {
            inside(y + 1)
        } else {
            row.clone()
        };
        for x in 0..row.len() {
            let here = row[x];
            let sides = [x.checked_sub(1), Some(x + 1)]
                .into_iter()
                .flatten()
                .filter_map(|x| row.get(x));
            let on_border = sides
                .chain([&above[x], &below[x]])
                .any(|&neighbour| neighbour != here);
            if on_border {
                picture.put_pixel(x as u32, y, if here { LIGHT } else { DARK });
            }
        }
        above = std::mem::replace(&mut row, below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `#` where white, `.` where black, a space where untouched.
    fn drawn(values: &[f32], size: usize, threshold: f32) -> Vec<String> {
        let side = size as u32;
        let mut picture = RgbImage::from_pixel(side, side, Rgb([9; 3]));
        contour(&mut picture, values, size, threshold);
        let letter = |pixel: &Rgb<u8>| match *pixel {
            LIGHT => '#',
            DARK => '.',
            _ => ' ',
        };
        picture.rows().map(|row| row.map(letter).collect()).collect()
    }

    #[test]
    fn a_region_gets_a_white_line_with_a_black_one_around_it() {
        let mut values = vec![0.0; 49];
        for y in 2..7 {
            for x in 2..5 {
                values[y * 7 + x] = 0.5;
            }
        }
        assert_eq!(
            drawn(&values, 7, 0.5),
            [
                "       ", "  ...  ", " .###. ", " .# #. ", " .# #. ", " .# #. ", " .# #. "
            ]
        );
    }

    #[test]
    fn nothing_is_drawn_where_all_or_none_is_inside() {
        for value in [0.0, 1.0, f32::NAN] {
            assert!(
                drawn(&[value; 9], 3, 0.5).iter().all(|row| row == "   "),
                "{value}"
            );
        }
    }
}
