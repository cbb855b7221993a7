//! Pictures made small enough for a screen.

use super::resize::{Filter, Order, resize_bytes};
use image::RgbImage;

/// The picture within max_w×max_h, aspect ratio kept, antialiased; never enlarged, never less than one pixel.
pub fn shrink_to(picture: &RgbImage, max_w: u32, max_h: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let (new_width, new_height) = fitting(width, height, max_w.max(1), max_h.max(1));
    if (new_width, new_height) == (width, height) {
        return picture.clone();
    }
    let size = |width: u32, height: u32| (width as usize, height as usize);
    let pixels = resize_bytes(
        picture.as_raw(),
        3,
        size(width, height),
        size(new_width, new_height),
        Filter::Bicubic,
        Order::HorizontalFirst,
    );
    RgbImage::from_raw(new_width, new_height, pixels).unwrap_or_default()
}

fn fitting(width: u32, height: u32, max_w: u32, max_h: u32) -> (u32, u32) {
    if width <= max_w && height <= max_h {
        return (width, height);
    }
    let scaled = |side: u32, bound: u32, other: u32| {
        let rounded = (u64::from(side) * u64::from(bound) + u64::from(other) / 2) / u64::from(other);
        (rounded as u32).max(1)
    };
    // The side whose bound is relatively tighter decides.
    if u64::from(width) * u64::from(max_h) >= u64::from(height) * u64::from(max_w) {
        (max_w, scaled(height, max_w, width))
    } else {
        (scaled(width, max_h, height), max_h)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn the_aspect_ratio_is_kept_and_nothing_is_enlarged() {
        assert_eq!(fitting(4000, 3000, 800, 800), (800, 600));
        assert_eq!(fitting(4000, 3000, 800, 100), (133, 100));
        assert_eq!(fitting(10, 10, 800, 100), (10, 10));
        assert_eq!(fitting(10_000, 1, 100, 100), (100, 1));
        assert_eq!(fitting(u32::MAX, u32::MAX, 7, 9), (7, 7));
        assert_eq!(fitting(0, 0, 5, 5), (0, 0));
    }

    #[test]
    fn an_even_colour_stays_what_it_is() {
        let picture = RgbImage::from_pixel(50, 20, Rgb([10, 200, 30]));
        assert_eq!(
            shrink_to(&picture, 7, 0),
            RgbImage::from_pixel(3, 1, Rgb([10, 200, 30]))
        );
        assert_eq!(shrink_to(&picture, 50, 20), picture);
    }
}
