//! A hole or a chip: material gone, a rim, and darkness or another material behind.

use super::{Canvas, Noise, Region, Site, Stencil, Stream, colour};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    // Holes are smaller than stains.
    let radius = site.radius * stream.within(0.5, 0.85);
    let stencil = Stencil::blob(stream, site.centre, radius, canvas.size).on_object(canvas);
    let under = site.colour(canvas);
    let dark = colour::lit(under, stream.within(0.05, 0.3));
    let behind = if colour::distance(dark, under) * site.strength.min(1.0) > 0.2 && stream.chance(0.75) {
        dark
    } else {
        colour::apart(stream, under, 0.3)
    };
    let depth = stream.within(0.005, 0.02);
    let rough = stream.within(0.0, 0.25);
    let noise = Noise::new(stream);
    for (x, y, cover) in stencil.touched() {
        let spot = &mut canvas.spots[y * canvas.size + x];
        let inner = colour::lit(
            behind,
            1.0 + rough * noise.layers(x as f32 * 0.2, y as f32 * 0.2, 2),
        );
        spot.colour = colour::mix(spot.colour, inner, cover);
        spot.height = spot.height * (1.0 - cover) - depth * cover;
    }
    stencil.region
}
