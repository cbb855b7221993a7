//! Twill and denim: floats that climb diagonally.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.about(0.25));
    let count = look.skewed(22.0, 64.0);
    let warp = colour::any(look);
    let weft = colour::apart(look, warp, 0.12);
    let float = look.pick([2, 3]);
    let depth = look.within(0.05, 0.12) / count;
    let uneven = look.within(0.05, 0.2);
    let noise = Noise::new(sample);
    move |x, y| {
        let (x, y) = turn.of(x, y);
        let u = x * count + 0.2 * noise.at(x * 6.0, y * 6.0);
        let v = y * count + 0.2 * noise.at(x * 6.0, y * 6.0 + 30.0);
        let (column, row) = (curve::floor(u), curve::floor(v));
        let (du, dv) = (u - column as f32 - 0.5, v - row as f32 - 0.5);
        let on_top = (column + row).rem_euclid(4) < float;
        let (across, thread, of) = if on_top {
            (du, column, warp)
        } else {
            (dv, row, weft)
        };
        let round = 1.0 - 3.6 * across * across;
        let own = noise.point(thread, i32::from(on_top)) - 0.5;
        let light = 0.68 + 0.34 * round + uneven * own + 0.09 * noise.at(u * 2.3, v * 2.3);
        Spot::flat(colour::lit(of, light)).raised(depth * round)
    }
}
