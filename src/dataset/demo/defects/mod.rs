//! The defects, one file each: a function that changes a surface and says where.

mod blur;
mod crack;
mod dent;
mod hole;
mod patch;
mod scratch;
mod specks;
mod stain;
mod thread;
mod tint;
mod warp;
mod worn;

use super::canvas::{Canvas, Region};
use super::colour::{self, Colour};
use super::curve;
use super::defect::Defect;
use super::noise::Noise;
use super::stencil::{Stencil, Stroke};
use super::stream::Stream;

/// Where a defect is put, and how hard it tries to be seen.
#[derive(Debug, Clone, Copy)]
pub struct Site {
    /// Its middle, pixels.
    pub centre: [f32; 2],
    /// Radius of the circle of the wanted area, pixels.
    pub radius: f32,
    /// 1 at first, more after each try that showed too little.
    pub strength: f32,
}

impl Site {
    /// A length that is `share` of the picture's side, in pixels, that grows with the wanted area.
    fn long(&self, share: f32, size: usize) -> f32 {
        share * size as f32 * (0.6 + 4.0 * self.radius / size as f32)
    }

    /// Half the width of a thin line, pixels.
    fn thin(&self, stream: &mut Stream, size: usize) -> f32 {
        let pixel = size as f32 / 224.0;
        (stream.within(0.8, 1.7) * pixel).max(0.7) * (0.7 + 0.3 * self.strength)
    }

    /// The mean colour around.
    fn colour(&self, canvas: &Canvas) -> Colour {
        let region = Region::around(self.centre, self.radius * 0.7, canvas.size);
        let (mut sum, mut count) = ([0.0; 3], 0.0);
        for (x, y) in region.pixels().step_by(3) {
            let colour = canvas.spots[y * canvas.size + x].colour;
            sum = [0, 1, 2].map(|c| sum[c] + colour[c].clamp(0.0, 1.0));
            count += 1.0;
        }
        sum.map(|v| v / count)
    }
}

impl Defect {
    /// Damages the surface at `site`; the pixels that may have changed.
    pub(super) fn inflict(self, canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
        match self {
            Self::Stain => stain::inflict(canvas, site, stream),
            Self::Hole => hole::inflict(canvas, site, stream),
            Self::Scratch => scratch::inflict(canvas, site, stream),
            Self::Crack => crack::inflict(canvas, site, stream),
            Self::Patch => patch::inflict(canvas, site, stream),
            Self::Blur => blur::inflict(canvas, site, stream),
            Self::Warp => warp::inflict(canvas, site, stream),
            Self::Tint => tint::inflict(canvas, site, stream),
            Self::Worn => worn::inflict(canvas, site, stream),
            Self::Dent => dent::inflict(canvas, site, stream),
            Self::Thread => thread::inflict(canvas, site, stream),
            Self::Specks => specks::inflict(canvas, site, stream),
        }
    }
}
