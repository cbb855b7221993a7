//! A crack: a jagged line that thins out and branches.

use super::{Canvas, Region, Site, Stencil, Stream, Stroke, colour, curve};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let size = canvas.size;
    let mut strokes = Vec::new();
    let half = site.thin(stream, size) * 1.15;
    let direction = stream.unit();
    let length = site.long(stream.within(0.3, 0.6), size);
    // From the middle both ways, so that the middle is where it is widest.
    for (angle, share) in [(direction, 0.55), (direction + 0.5 + stream.about(0.08), 0.5)] {
        grow(
            &mut strokes,
            stream,
            site.centre,
            [angle, length * share, half],
            2,
        );
    }
    let stencil = Stencil::lines(&strokes, size).on_object(canvas);
    let under = site.colour(canvas);
    let ink = if colour::brightness(under) > 0.28 {
        colour::lit(under, stream.within(0.05, 0.3) / site.strength)
    } else {
        colour::mix(
            under,
            colour::grey(0.85),
            (stream.within(0.5, 0.8) * site.strength).min(1.0),
        )
    };
    for (x, y, cover) in stencil.touched() {
        let spot = &mut canvas.spots[y * size + x];
        spot.colour = colour::mix(spot.colour, ink, (0.92 * cover).min(1.0));
        spot.height -= 0.006 * cover;
    }
    stencil.region
}

/// A walk with branches; `[direction, length, half width]`.
fn grow(strokes: &mut Vec<Stroke>, stream: &mut Stream, from: [f32; 2], line: [f32; 3], branches: u32) {
    let [mut direction, length, half] = line;
    let pieces = stream.count(6, 11);
    let step = length / pieces as f32;
    let mut at = from;
    for piece in 0..pieces {
        let angle = direction + stream.about(0.11);
        direction += stream.about(0.03);
        let to = [
            at[0] + step * curve::cosine(angle),
            at[1] + step * curve::sine(angle),
        ];
        let wide = |place: usize| half * (1.0 - 0.65 * place as f32 / pieces as f32);
        strokes.push(Stroke {
            from: at,
            to,
            half: [wide(piece), wide(piece + 1)],
        });
        at = to;
        if branches > 0 && stream.chance(0.14) {
            let aside = direction + stream.sign() * stream.within(0.08, 0.18);
            let twig = [aside, length * stream.within(0.25, 0.5), wide(piece) * 0.85];
            grow(strokes, stream, at, twig, branches - 1);
        }
    }
}
