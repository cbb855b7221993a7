//! Plain weave: threads over and under in turn.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.about(0.13));
    let count = look.skewed(11.0, 52.0);
    let stretch = look.within(0.8, 1.25);
    let warp = colour::any(look);
    let weft = if look.chance(0.5) {
        warp
    } else {
        colour::apart(look, warp, 0.08)
    };
    let gap = colour::lit(warp, look.within(0.15, 0.5));
    let width = look.within(0.38, 0.5);
    let depth = look.within(0.05, 0.14) / count;
    let uneven = look.within(0.03, 0.12);
    let noise = Noise::new(sample);
    move |x, y| {
        let (x, y) = turn.of(x, y);
        let u = x * count + 0.22 * noise.at(x * 5.0, y * 5.0);
        let v = y * count * stretch + 0.22 * noise.at(x * 5.0 + 40.0, y * 5.0);
        let (column, row) = (curve::floor(u), curve::floor(v));
        let (du, dv) = (u - column as f32 - 0.5, v - row as f32 - 0.5);
        let upright = (column + row) & 1 == 0;
        // `across` the thread on top, `along` it.
        let (across, along, thread, of) = if upright {
            (du, dv, column, warp)
        } else {
            (dv, du, row, weft)
        };
        let body = curve::cover(width - across.abs(), 0.14);
        let round = 1.0 - 4.0 * across * across;
        let arch = 1.0 - 2.2 * along * along;
        let own = noise.point(thread, if upright { 1 } else { 2 }) - 0.5;
        let fibre = noise.at(u * 4.0 + v, v * 4.0 - u);
        let light = 0.72 + 0.33 * round * arch + uneven * 2.0 * own + 0.07 * fibre;
        Spot::flat(colour::mix(gap, colour::lit(of, light), body))
            .raised(depth * body * round.max(0.0) * arch)
    }
}
