//! Knurled and cross-hatched surfaces.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let first = look.unit();
    let angle = look.within(0.1, 0.25);
    let (one, two) = (Turn::by(first), Turn::by(first + angle));
    let crossed = look.chance(0.75);
    let count = look.skewed(10.0, 44.0);
    let base = if look.chance(0.5) {
        colour::metal(look)
    } else {
        colour::any(look)
    };
    let line = colour::lit(base, look.within(0.3, 0.8));
    let width = look.within(0.12, 0.35);
    let depth = look.within(0.05, 0.2) / count;
    let noise = Noise::new(sample);
    move |x, y| {
        let wobble = 0.12 * noise.at(x * 8.0, y * 8.0);
        let groove = |turn: Turn| {
            let (u, _) = turn.of(x * count, y * count);
            let t = (curve::fraction(u + wobble) - 0.5).abs();
            curve::rise(width, 0.0, t)
        };
        let cut = if crossed {
            groove(one).max(groove(two))
        } else {
            groove(one)
        };
        let tone = 1.0 + 0.05 * noise.at(x * 90.0, y * 90.0) + 0.04 * noise.layers(x * 4.0, y * 4.0, 2);
        Spot::flat(colour::lit(colour::mix(base, line, cut), tone)).raised(-depth * cut)
    }
}
