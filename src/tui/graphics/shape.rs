//! How large a picture is on the screen.

use super::{PictureForm, PictureKey, Subject};
use image::{DynamicImage, RgbImage, RgbaImage};
use ratatui::layout::Size;

/// A picture's size on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Cells it takes.
    pub cells: Size,
    /// Pixels to compose.
    pub raster: (u32, u32),
    /// Pixels of the cells it takes.
    pub canvas: (u32, u32),
}

impl Shape {
    /// The largest size of the picture's own proportions in the room there is; at least one cell.
    pub fn fit(picture: &RgbImage, key: PictureKey) -> Self {
        let (cell_width, cell_height) = (f64::from(key.cell.0.max(1)), f64::from(key.cell.1.max(1)));
        let room = (
            f64::from(key.room.width) * cell_width,
            f64::from(key.room.height) * cell_height,
        );
        // The colour bar takes all the room it is given.
        let (width, height) = match key.subject {
            Subject::ColorBar(_) => room,
            Subject::Pane { .. } | Subject::Inspect { .. } | Subject::Thumbnail { .. } => (
                f64::from(picture.width().max(1)),
                f64::from(picture.height().max(1)),
            ),
        };
        let scale = (room.0 / width).min(room.1 / height);
        let shown = (width * scale, height * scale);
        let whole = |cells: f64, most: u16| (cells as u16).clamp(1, most.max(1));
        let rounded = |round: fn(f64) -> f64| {
            Size::new(
                whole(round(shown.0 / cell_width), key.room.width),
                whole(round(shown.1 / cell_height), key.room.height),
            )
        };
        match key.form {
            PictureForm::Halfblocks | PictureForm::Characters => {
                let cells = rounded(f64::round);
                let rows = if key.form == PictureForm::Halfblocks { 2 } else { 1 };
                let raster = (cells.width.into(), u32::from(cells.height) * rows);
                Self {
                    cells,
                    raster,
                    canvas: raster,
                }
            }
            PictureForm::KittyPlaceholders
            | PictureForm::KittyPlaced
            | PictureForm::Sixel
            | PictureForm::Iterm2 => {
                // A hair under, so that 300.0000001 pixels of 10 do not take 31 cells.
                let cells = rounded(|cells| (cells - 1e-6).ceil());
                let pixels = |length: f64| (length.round() as u32).max(1);
                let canvas = (
                    u32::from(cells.width) * u32::from(key.cell.0.max(1)),
                    u32::from(cells.height) * u32::from(key.cell.1.max(1)),
                );
                Self {
                    cells,
                    raster: (pixels(shown.0).min(canvas.0), pixels(shown.1).min(canvas.1)),
                    canvas,
                }
            }
        }
    }

    /// The pixels on whole cells; what they do not cover is transparent.
    pub fn on_canvas(&self, pixels: &RgbImage) -> DynamicImage {
        let mut canvas = RgbaImage::new(self.canvas.0, self.canvas.1);
        let left = (self.canvas.0 - pixels.width().min(self.canvas.0)) / 2;
        let top = (self.canvas.1 - pixels.height().min(self.canvas.1)) / 2;
        for (x, y, pixel) in pixels.enumerate_pixels() {
            let [r, g, b] = pixel.0;
            if let Some(target) = canvas.get_pixel_mut_checked(left + x, top + y) {
                target.0 = [r, g, b, 255];
            }
        }
        canvas.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_fills_the_room_in_its_own_proportions() {
        let square = RgbImage::new(64, 64);
        let shape = Shape::fit(
            &square,
            PictureKey::of_image(PictureForm::KittyPlaceholders, (30, 30)),
        );
        assert_eq!(
            (shape.cells, shape.raster, shape.canvas),
            (Size::new(30, 15), (300, 300), (300, 300))
        );
        let wide = RgbImage::new(100, 50);
        let shape = Shape::fit(&wide, PictureKey::of_image(PictureForm::Sixel, (33, 30)));
        assert_eq!(
            (shape.cells, shape.raster, shape.canvas),
            (Size::new(33, 9), (330, 165), (330, 180))
        );
        let shape = Shape::fit(&wide, PictureKey::of_image(PictureForm::Halfblocks, (33, 30)));
        assert_eq!((shape.cells, shape.raster), (Size::new(33, 8), (33, 16)));
    }

    #[test]
    fn no_picture_is_too_thin_to_be_shown() {
        for (width, height) in [(1, 5000), (5000, 1), (1, 1)] {
            for form in [
                PictureForm::Iterm2,
                PictureForm::Halfblocks,
                PictureForm::Characters,
            ] {
                let shape = Shape::fit(&RgbImage::new(width, height), PictureKey::of_image(form, (7, 3)));
                assert!(shape.cells.width >= 1 && shape.cells.height >= 1, "{shape:?}");
                assert!(shape.cells.width <= 7 && shape.cells.height <= 3, "{shape:?}");
            }
        }
    }
}
