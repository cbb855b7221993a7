//! A cluster of particles: chips, dust, splashes.

use super::{Canvas, Region, Site, Stencil, Stream, Stroke, colour};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let size = canvas.size;
    let pixel = size as f32 / 224.0;
    let count = stream.count(9, 30);
    let spread = site.radius * stream.within(0.8, 1.4);
    let coarse = stream.within(1.4, 2.8) * pixel * (0.6 + 0.4 * site.strength);
    let strokes: Vec<Stroke> = (0..count)
        .map(|_| {
            // Two draws added: dense in the middle of the cluster.
            let place = [0, 1].map(|i| site.centre[i] + spread * (stream.about(0.8) + stream.about(0.8)));
            let half = coarse * stream.within(0.6, 1.4);
            let to = [0, 1].map(|i| place[i] + stream.about(1.5) * pixel);
            Stroke {
                from: place,
                to,
                half: [half, half * stream.within(0.5, 1.0)],
            }
        })
        .collect();
    let stencil = Stencil::lines(&strokes, size).on_object(canvas);
    let ink = colour::apart(stream, site.colour(canvas), (0.3 * site.strength).min(0.5));
    for (x, y, cover) in stencil.touched() {
        let spot = &mut canvas.spots[y * size + x];
        spot.colour = colour::mix(spot.colour, ink, 0.95 * cover);
        spot.height += 0.004 * cover;
    }
    stencil.region
}
