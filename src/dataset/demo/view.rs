//! How the product lies before the camera.

use super::curve::Turn;
use super::stream::Stream;

/// From pixels to places on the product, in picture widths.
#[derive(Debug, Clone, Copy)]
pub struct View {
    turn: Turn,
    shift: [f32; 2],
    /// Picture widths a pixel.
    pixel: f32,
    centre: f32,
}

impl View {
    /// Anywhere on an endless surface, turned by a few degrees at most.
    pub fn of_surface(sample: &mut Stream, size: usize) -> Self {
        Self::new(
            sample.about(0.008),
            [sample.about(12.0), sample.about(12.0)],
            sample,
            size,
        )
    }

    /// An object near the middle.
    pub fn of_object(sample: &mut Stream, size: usize) -> Self {
        Self::new(
            sample.about(0.012),
            [sample.about(0.025), sample.about(0.025)],
            sample,
            size,
        )
    }

    fn new(turns: f32, shift: [f32; 2], sample: &mut Stream, size: usize) -> Self {
        Self {
            turn: Turn::by(turns),
            shift,
            pixel: sample.within(0.97, 1.03) / size as f32,
            centre: (size as f32 - 1.0) / 2.0,
        }
    }

    /// Picture widths a pixel.
    pub fn pixel(&self) -> f32 {
        self.pixel
    }

    /// The place under a pixel.
    pub fn place(&self, x: f32, y: f32) -> (f32, f32) {
        let (u, v) = self
            .turn
            .of((x - self.centre) * self.pixel, (y - self.centre) * self.pixel);
        (u + self.shift[0], v + self.shift[1])
    }
}
