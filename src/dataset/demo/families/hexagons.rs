//! Hexagonal tiles, or a honeycomb when the cells are deep.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// Height of a row of unit hexagons, √3/2.
const ROW: f32 = 0.866_025_4;

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.pick([0.0, 0.25, 0.04]));
    let count = look.skewed(5.0, 20.0);
    let face = colour::any(look);
    let seam = colour::apart(look, face, 0.12);
    let second = if look.chance(0.4) { colour::any(look) } else { face };
    let gap = look.within(0.04, 0.12).max(pixel * count);
    let deep = look.chance(0.35);
    let depth = look.within(0.03, 0.1) / count * if deep { -1.5 } else { 1.0 };
    let mottled = look.within(0.01, 0.1);
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x * count, y * count);
        let nearest = |offset: f32| {
            let row = 2 * curve::floor((v / ROW - offset) * 0.5 + 0.5);
            let column = curve::floor(u - 0.5 * offset + 0.5);
            let centre = (column as f32 + 0.5 * offset, (row as f32 + offset) * ROW);
            (u - centre.0, v - centre.1, column, row + offset as i32)
        };
        let (even, odd) = (nearest(0.0), nearest(1.0));
        let closer = curve::length(even.0, even.1) < curve::length(odd.0, odd.1);
        let (du, dv, column, row) = if closer { even } else { odd };
        let (du, dv) = (du.abs(), dv.abs());
        let side = 0.5 - du.max(0.5 * du + ROW * dv);
        let inner = curve::cover(side - gap * 0.5, pixel * count * 1.5);
        let own = noise.point(column, row);
        let ink = colour::mix(face, second, if own < 0.3 { 1.0 } else { 0.0 });
        let tone = 0.96 + 0.08 * own + mottled * noise.layers(x * 12.0, y * 12.0, 2);
        let spot = Spot::flat(colour::mix(seam, colour::lit(ink, tone), inner));
        spot.raised(depth * curve::rise(0.0, gap + 0.1, side))
    }
}
