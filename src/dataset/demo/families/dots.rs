//! A print of dots, or studs when they have height.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.pick([0.0, 0.125, 0.04]));
    let count = look.skewed(6.0, 26.0);
    let staggered = look.chance(0.5);
    let base = colour::any(look);
    let ink = if look.chance(0.25) {
        base
    } else {
        colour::apart(look, base, 0.15)
    };
    let radius = look.within(0.18, 0.38);
    let studs = if ink == base || look.chance(0.3) {
        look.within(0.1, 0.25) / count
    } else {
        0.0
    };
    let soft = (pixel * count * 1.4).max(0.04);
    let texture = look.within(0.01, 0.06);
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x * count, y * count);
        let row = curve::floor(v);
        let u = if staggered && row & 1 == 1 { u + 0.5 } else { u };
        let column = curve::floor(u);
        let (du, dv) = (u - column as f32 - 0.5, v - row as f32 - 0.5);
        let own = radius * (0.97 + 0.06 * noise.point(column, row));
        let inside = own - curve::length(du, dv);
        let dome = (inside / own).clamp(0.0, 1.0);
        let tone = 1.0 + texture * (noise.at(x * 100.0, y * 100.0) + noise.layers(x * 5.0, y * 5.0, 2));
        Spot::flat(colour::lit(
            colour::mix(base, ink, curve::cover(inside, soft)),
            tone,
        ))
        .raised(studs * (dome * (2.0 - dome)).sqrt())
    }
}
