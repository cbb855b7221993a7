//! A stain: something soaked in or dried on; the surface shows through.

use super::{Canvas, Noise, Region, Site, Stencil, Stream, colour};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let stencil = Stencil::fading_blob(stream, site.centre, site.radius, canvas.size).on_object(canvas);
    let under = site.colour(canvas);
    let ink = match stream.below(3) {
        0 => colour::hsv(
            stream.within(0.02, 0.12),
            stream.within(0.3, 0.8),
            stream.within(0.05, 0.4),
        ),
        _ => colour::any(stream),
    };
    let ink = if colour::distance(ink, under) < 0.25 {
        colour::apart(stream, under, 0.3)
    } else {
        ink
    };
    let opacity = stream.within(0.4, 0.85);
    let cloudy = stream.within(0.0, 0.3);
    let scale = 3.0 / site.radius;
    let noise = Noise::new(stream);
    for (x, y, cover) in stencil.touched() {
        let cloud = 1.0 - cloudy * (0.5 + 0.5 * noise.layers(x as f32 * scale, y as f32 * scale, 2));
        let share = (opacity * cloud * site.strength).min(0.97) * cover;
        let spot = &mut canvas.spots[y * canvas.size + x];
        spot.colour = colour::mix(spot.colour, ink, share);
    }
    stencil.region
}
