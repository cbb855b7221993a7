//! Knitted fabric: columns of V-shaped stitches.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.pick([0.0, 0.25]) + look.about(0.02));
    let count = look.skewed(9.0, 30.0);
    let yarn = colour::any(look);
    let other = if look.chance(0.4) {
        colour::apart(look, yarn, 0.1)
    } else {
        yarn
    };
    let repeat = look.count(3, 9) as i32;
    let gap = colour::lit(yarn, look.within(0.2, 0.5));
    let slant = look.within(0.7, 1.3);
    let depth = look.within(0.1, 0.2) / count;
    let noise = Noise::new(sample);
    move |x, y| {
        let (x, y) = turn.of(x, y);
        let u = x * count + 0.12 * noise.at(x * 6.0, y * 6.0);
        let column = curve::floor(u);
        let side = u - column as f32 - 0.5;
        let v = y * count * 1.35 + side.abs() * slant * 2.0 + 0.1 * noise.at(x * 7.0, y * 7.0 + 20.0);
        let row = curve::floor(v);
        let (leg, along) = (side.abs() * 2.0 - 0.5, v - row as f32 - 0.5);
        let round = 1.0 - 3.2 * leg * leg - 2.6 * along * along;
        let twist = curve::sine(v * 2.0 - side.abs() * 5.0) * 0.06;
        let body = curve::rise(0.05, 0.45, round);
        let ink = if row.rem_euclid(repeat) == 0 { other } else { yarn };
        let light = 0.62 + 0.42 * round.max(0.0) + twist + 0.1 * (noise.point(column, row) - 0.5);
        let fuzz = 0.07 * noise.at(x * 130.0, y * 130.0);
        Spot::flat(colour::mix(gap, colour::lit(ink, light + fuzz), body)).raised(depth * round.max(0.0))
    }
}
