//! A wall of bricks.

use super::{Noise, Spot, Stream, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let rows = look.skewed(5.0, 16.0);
    let long = look.within(1.8, 3.2);
    let clay = colour::hsv(
        look.within(0.0, 0.1),
        look.within(0.15, 0.65),
        look.within(0.35, 0.8),
    );
    let mortar = colour::hsv(
        look.within(0.05, 0.15),
        look.within(0.0, 0.15),
        look.within(0.4, 0.85),
    );
    let gap = look.within(0.1, 0.2);
    let uneven = look.within(0.1, 0.45);
    let rough = look.within(0.05, 0.2);
    let depth = look.within(0.05, 0.12) / rows;
    let noise = Noise::new(sample);
    move |x, y| {
        let ragged = 0.05 * noise.layers(x * 25.0, y * 25.0, 2);
        let v = y * rows + ragged;
        let row = curve::floor(v);
        let u = x * rows / long + if row & 1 == 1 { 0.5 } else { 0.0 } + ragged * 0.4;
        let column = curve::floor(u);
        let side = ((0.5 - (u - column as f32 - 0.5).abs()) * long).min(0.5 - (v - row as f32 - 0.5).abs());
        let brick = curve::rise(gap * 0.35, gap * 0.65, side);
        let grain = rough * noise.layers(x * 40.0, y * 40.0, 2);
        let tone = 1.0 + uneven * (noise.point(column, row) - 0.5) + grain;
        let ink = colour::mix(colour::lit(mortar, 0.9 + grain), colour::lit(clay, tone), brick);
        Spot::flat(ink).raised(depth * (brick + 0.5 * grain))
    }
}
