//! The pattern pushed aside, twisted, pinched or swollen.

use super::{Canvas, Region, Site, Stream, curve};
use crate::dataset::demo::canvas::Spot;
use crate::dataset::demo::curve::Turn;

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let size = canvas.size;
    let radius = site.radius * 1.35;
    let region = Region::around(site.centre, radius + 1.0, size);
    let original = canvas.clone();
    let kind = stream.below(3);
    let amount = stream.sign() * stream.within(0.5, 0.9) * site.strength.min(2.0);
    let push = Turn::by(stream.unit()).of(radius * 0.35 * amount, 0.0);
    for (x, y) in region.pixels() {
        let (dx, dy) = (x as f32 - site.centre[0], y as f32 - site.centre[1]);
        let r = curve::length(dx, dy) / radius;
        let share = curve::rise(1.0, 0.45, r);
        let old = original.spots[y * size + x];
        if share <= 0.0 || old.ground < 0.5 {
            continue;
        }
        let (sx, sy) = match kind {
            0 => (dx - push.0 * share, dy - push.1 * share),
            1 => Turn::by(0.22 * amount * share).of(dx, dy),
            _ => {
                let scale = 1.0 - 0.45 * amount.clamp(-1.4, 1.4) * share;
                (dx * scale, dy * scale)
            }
        };
        let spot = original.between(site.centre[0] + sx, site.centre[1] + sy);
        canvas.spots[y * size + x] = Spot {
            ground: old.ground,
            ..spot
        };
    }
    region
}
