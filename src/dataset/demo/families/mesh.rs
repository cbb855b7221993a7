//! A mesh of wires in front of something dark or light.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.pick([0.0, 0.125, 0.02]));
    let count = look.skewed(6.0, 22.0);
    let wire = colour::metal(look);
    let behind = colour::apart(look, wire, 0.25);
    let width = look.within(0.12, 0.26);
    let crimp = look.chance(0.6);
    let depth = look.within(0.6, 1.4) * width / count;
    let soft = pixel * count * 1.4;
    let noise = Noise::new(sample);
    move |x, y| {
        let bend = 0.05 * noise.at(x * 5.0, y * 5.0);
        let (u, v) = turn.of(x * count + bend, y * count - bend);
        let (column, row) = (curve::floor(u), curve::floor(v));
        let (du, dv) = (u - column as f32 - 0.5, v - row as f32 - 0.5);
        let over = (column + row) & 1 == 0;
        let strand = |across: f32, along: f32, top: bool| {
            let round = (1.0 - across * across / (width * width)).max(0.0).sqrt();
            let lift = if !crimp {
                0.0
            } else if top {
                1.0 - 2.0 * along.abs()
            } else {
                2.0 * along.abs() - 1.0
            };
            (curve::cover(width - across.abs(), soft), round, lift)
        };
        let (a, b) = (strand(du, dv, over), strand(dv, du, !over));
        let first = a.0 > 0.0 && (b.0 <= 0.0 || a.1 + a.2 >= b.1 + b.2);
        let (body, round, lift) = if first { a } else { b };
        let back = colour::lit(behind, 1.0 + 0.05 * noise.layers(x * 8.0, y * 8.0, 2));
        let light = 0.55 + 0.5 * round + 0.1 * lift + 0.06 * noise.at(x * 90.0, y * 90.0);
        Spot::flat(colour::mix(back, colour::lit(wire, light), body))
            .raised(depth * body * (round + 0.4 * lift))
    }
}
