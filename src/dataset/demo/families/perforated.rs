//! Perforated sheet: rows of round or long holes.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.pick([0.0, 0.25, 0.125]));
    let count = look.skewed(6.0, 20.0);
    let sheet = if look.chance(0.7) {
        colour::metal(look)
    } else {
        colour::any(look)
    };
    let behind = colour::mix(
        colour::grey(0.06),
        colour::any(look),
        if look.chance(0.8) { 0.05 } else { 0.6 },
    );
    let staggered = look.chance(0.7);
    let long = if look.chance(0.3) {
        look.within(0.1, 0.22)
    } else {
        0.0
    };
    let radius = look.within(0.18, 0.34) - long * 0.4;
    let depth = look.within(0.04, 0.12) / count;
    let brush = look.within(0.02, 0.1);
    let soft = pixel * count * 1.5;
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x * count, y * count);
        let row = curve::floor(v);
        let u = if staggered && row & 1 == 1 { u + 0.5 } else { u };
        let (du, dv) = (curve::fraction(u) - 0.5, v - row as f32 - 0.5);
        let inside = radius - curve::length((du.abs() - long).max(0.0), dv);
        let hole = curve::cover(inside, soft);
        let depth_of_hole = behind.map(|c| c * (1.0 - 0.5 * curve::rise(0.0, radius, inside - dv * 0.5)));
        let streaks = noise.at(x * 5.0, y * 100.0) + 0.5 * noise.at(x * 80.0, y * 80.0);
        let metal = colour::lit(sheet, 1.0 + brush * streaks);
        Spot::flat(colour::mix(metal, depth_of_hole, hole)).raised(-depth * curve::rise(-0.08, 0.03, inside))
    }
}
