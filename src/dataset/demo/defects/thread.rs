//! A loose fibre or hair lying on the product.

use super::{Canvas, Region, Site, Stencil, Stream, Stroke, colour, curve};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let size = canvas.size;
    let half = site.thin(stream, size);
    let pieces = 24;
    let step = site.long(stream.within(0.5, 0.9), size) / pieces as f32;
    let mut strokes = Vec::new();
    for way in 0..2 {
        let mut angle = stream.unit() + way as f32 * 0.5;
        let mut bend = stream.about(0.03);
        let mut at = site.centre;
        for _ in 0..pieces / 2 {
            let to = [
                at[0] + step * curve::cosine(angle),
                at[1] + step * curve::sine(angle),
            ];
            strokes.push(Stroke {
                from: at,
                to,
                half: [half; 2],
            });
            at = to;
            angle += bend;
            bend = (bend + stream.about(0.02)).clamp(-0.05, 0.05);
        }
    }
    let stencil = Stencil::lines(&strokes, size).on_object(canvas);
    let ink = colour::apart(stream, site.colour(canvas), (0.3 * site.strength).min(0.45));
    for (x, y, cover) in stencil.touched() {
        let spot = &mut canvas.spots[y * size + x];
        spot.colour = colour::mix(spot.colour, ink, 0.95 * cover);
        spot.height += 0.003 * cover;
    }
    stencil.region
}
