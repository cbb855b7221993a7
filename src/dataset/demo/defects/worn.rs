//! The pattern rubbed off or never printed: what lies below shows, flat and dull.

use super::{Canvas, Noise, Region, Site, Stencil, Stream, colour};
use crate::dataset::demo::canvas::{Spot, blend};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let stencil = Stencil::blob(stream, site.centre, site.radius, canvas.size).on_object(canvas);
    let mean = site.colour(canvas);
    let light = colour::brightness(mean);
    let brighter = light < 0.35 || (light < 0.7 && stream.chance(0.6));
    let amount = stream.within(0.08, 0.2) * site.strength * if brighter { 1.0 } else { -1.0 };
    let base = colour::shifted(
        colour::mix(mean, colour::grey(light), stream.within(0.2, 0.8)),
        amount,
    );
    let rest = stream.within(0.0, 0.3) / site.strength;
    let rough = stream.within(0.02, 0.1);
    let height = canvas.between(site.centre[0], site.centre[1]).height;
    let noise = Noise::new(stream);
    for (x, y, cover) in stencil.touched() {
        let spot = &mut canvas.spots[y * canvas.size + x];
        let tone = 1.0 + rough * noise.layers(x as f32 * 0.2, y as f32 * 0.2, 2);
        let below = Spot {
            colour: colour::lit(base, tone),
            height,
            ground: spot.ground,
        };
        *spot = blend(*spot, below, cover * (1.0 - rest));
    }
    stencil.region
}
