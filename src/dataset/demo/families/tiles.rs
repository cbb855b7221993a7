//! Tiles with grout between them.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.pick([0.0, 0.0, 0.125]));
    let count = look.skewed(2.5, 13.0);
    let tall = look.pick([1.0, 1.0, 0.5]);
    let glaze = colour::any(look);
    let grout = colour::apart(look, glaze, 0.1);
    let gap = look.within(0.025, 0.07).max(pixel * count * 0.8);
    let uneven = look.within(0.01, 0.2);
    let mottled = look.within(0.01, 0.12);
    let bevel = look.within(0.03, 0.12);
    let depth = look.within(0.02, 0.06) / count;
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x * count, y * count * tall);
        let (column, row) = (curve::floor(u), curve::floor(v));
        let side = 0.5 - (u - column as f32 - 0.5).abs().max((v - row as f32 - 0.5).abs());
        let tile = curve::cover(side - gap * 0.5, pixel * count * 1.5);
        let tone = 1.0
            + uneven * (noise.point(column, row) - 0.5)
            + mottled * noise.layers(x * 9.0 + column as f32 * 3.0, y * 9.0, 3);
        let rough = 1.0 + 0.12 * noise.at(x * 90.0, y * 90.0);
        let ink = colour::mix(colour::lit(grout, rough), colour::lit(glaze, tone), tile);
        Spot::flat(ink).raised(depth * curve::rise(0.0, gap * 0.5 + bevel, side))
    }
}
