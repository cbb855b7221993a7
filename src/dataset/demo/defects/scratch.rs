//! Scratches: a few thin marks that run nearly the same way.

use super::{Canvas, Region, Site, Stencil, Stream, Stroke, colour, curve};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let size = canvas.size;
    let direction = stream.unit();
    let marks = stream.count(1, 3);
    let mut strokes = Vec::new();
    for mark in 0..marks {
        let length = site.long(stream.within(0.3, 0.7), size);
        let aside = if mark == 0 {
            0.0
        } else {
            stream.about(0.1) * size as f32
        };
        let half = site.thin(stream, size);
        let tilt = stream.about(0.02);
        one(
            &mut strokes,
            stream,
            site,
            [direction + tilt, length, aside, half],
        );
    }
    let stencil = Stencil::lines(&strokes, size).on_object(canvas);
    let under = colour::brightness(site.colour(canvas));
    let bright = if under < 0.3 {
        true
    } else {
        under < 0.75 && stream.chance(0.5)
    };
    let amount = stream.within(0.25, 0.5) * site.strength * if bright { 1.0 } else { -1.0 };
    for (x, y, cover) in stencil.touched() {
        let spot = &mut canvas.spots[y * size + x];
        spot.colour = colour::shifted(spot.colour, amount * cover);
        spot.height -= 0.003 * cover;
    }
    stencil.region
}

/// One mark as short strokes: slightly bent, thin at its ends. `[direction, length, aside, half width]`.
fn one(strokes: &mut Vec<Stroke>, stream: &mut Stream, site: &Site, mark: [f32; 4]) {
    const PIECES: usize = 8;
    let [direction, length, aside, half] = mark;
    let bend = stream.about(0.02);
    let start = direction - bend * PIECES as f32 * 0.5;
    let (c, s) = (curve::cosine(direction), curve::sine(direction));
    let mut at = [
        site.centre[0] - c * length * 0.5 - s * aside,
        site.centre[1] - s * length * 0.5 + c * aside,
    ];
    let step = length / PIECES as f32;
    for piece in 0..PIECES {
        let angle = start + bend * piece as f32;
        let to = [
            at[0] + step * curve::cosine(angle),
            at[1] + step * curve::sine(angle),
        ];
        let wide = |place: usize| {
            let t = place as f32 / PIECES as f32;
            half * (0.55 + 1.8 * t * (1.0 - t))
        };
        strokes.push(Stroke {
            from: at,
            to,
            half: [wide(piece), wide(piece + 1)],
        });
        at = to;
    }
}
