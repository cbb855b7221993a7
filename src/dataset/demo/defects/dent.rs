//! Pressed in or swollen: the light falls differently.

use super::{Canvas, Noise, Region, Site, Stream, colour, curve};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let size = canvas.size;
    let radius = site.radius * 1.1;
    let region = Region::around(site.centre, radius * 1.4 + 2.0, size);
    let sign = stream.sign();
    let depth = radius / size as f32 * stream.within(0.45, 0.75) * site.strength * sign;
    let uneven = stream.within(0.05, 0.25);
    // What is pressed gathers or loses shine; without it a dent in something black would be invisible.
    let under = colour::brightness(site.colour(canvas));
    let shine = (if under < 0.5 { 0.1 } else { -0.1 }) * site.strength;
    let noise = Noise::new(stream);
    for (x, y) in region.pixels() {
        let (dx, dy) = (
            (x as f32 - site.centre[0]) / radius,
            (y as f32 - site.centre[1]) / radius,
        );
        let r = curve::length(dx, dy).max(1e-3);
        let outline = 1.0 + uneven * noise.at(dx / r * 1.2, dy / r * 1.2);
        let inside = (1.0 - r / outline).clamp(0.0, 1.0);
        let spot = &mut canvas.spots[y * size + x];
        let bowl = curve::rise(0.0, 0.85, inside) * spot.ground;
        spot.height += depth * bowl;
        spot.colour = colour::shifted(spot.colour, shine * curve::rise(0.0, 0.12, inside) * spot.ground);
    }
    region
}
