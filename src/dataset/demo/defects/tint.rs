//! Another shade: faded, burnt, wrongly dyed.

use super::{Canvas, Noise, Region, Site, Stencil, Stream, colour};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let stencil = Stencil::fading_blob(stream, site.centre, site.radius, canvas.size).on_object(canvas);
    let under = colour::brightness(site.colour(canvas));
    let brighter = under < 0.35 || (under < 0.6 && stream.chance(0.5));
    let amount = stream.within(0.12, 0.25) * site.strength * if brighter { 1.0 } else { -1.0 };
    let hue = [0.0f32; 3].map(|_| stream.within(0.3, 1.4));
    let cloudy = stream.within(0.0, 0.35);
    let scale = 2.5 / site.radius;
    let noise = Noise::new(stream);
    for (x, y, cover) in stencil.touched() {
        let cloud = 1.0 - cloudy * (0.5 + 0.5 * noise.layers(x as f32 * scale, y as f32 * scale, 2));
        let spot = &mut canvas.spots[y * canvas.size + x];
        let light = colour::brightness(spot.colour);
        // Mostly as a factor, so that the pattern stays; a part is added, so that dark places change too.
        spot.colour = [0, 1, 2].map(|c| {
            let change = amount * hue[c] * cloud * cover;
            spot.colour[c] * (1.0 + change * 0.8) + change * (0.35 + 0.5 * light)
        });
    }
    stencil.region
}
