//! A flat part with drilled holes, pockets and engraved lines.

use super::table::Table;
use super::{Noise, Spot, Stream, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let body = if look.chance(0.6) {
        colour::metal(look)
    } else {
        colour::any(look)
    };
    let half = [look.within(0.3, 0.43), look.within(0.2, 0.42)];
    let corner = look.within(0.01, 0.12);
    let holes: [[f32; 3]; 6] = [0, 1, 2, 3, 4, 5].map(|i| {
        let (sx, sy) = (
            if i & 1 == 0 { 1.0 } else { -1.0 },
            if i & 2 == 0 { 1.0 } else { -1.0 },
        );
        if i < 4 {
            [sx * (half[0] - 0.07), sy * (half[1] - 0.07), 0.028]
        } else {
            [
                look.about(half[0] * 0.5),
                look.about(half[1] * 0.4),
                look.within(0.03, 0.08),
            ]
        }
    });
    let drilled = look.pick([2, 4, 4, 5, 6]);
    let pocket = [
        look.about(0.1),
        look.about(0.06),
        look.within(0.06, 0.18),
        look.within(0.04, 0.1),
    ];
    let line = look.within(-0.7, 0.7) * half[1];
    let depth = look.within(0.005, 0.012);
    let (brush, grain) = (look.within(0.01, 0.12), look.within(0.01, 0.05));
    let table = Table::new(look, sample, body);
    let noise = Noise::new(sample);
    move |x, y| {
        let outline = -curve::rounded_box(x, y, half, corner);
        let bore = holes[..drilled]
            .iter()
            .map(|[cx, cy, r]| curve::length(x - cx, y - cy) - r)
            .fold(f32::MAX, f32::min);
        let inside = outline.min(bore);
        let sunk = -curve::rounded_box(x - pocket[0], y - pocket[1], [pocket[2], pocket[3]], 0.02);
        let level = curve::rise(0.0, 0.012, inside)
            - 0.7 * curve::rise(-0.004, 0.006, sunk)
            - 0.5 * curve::rise(0.008, 0.002, (y - line).abs());
        let streaks = brush * (noise.at(x * 4.0, y * 100.0) + 0.5 * noise.at(x * 9.0, y * 40.0));
        let light = 1.0 + streaks + grain * noise.layers(x * 60.0, y * 60.0, 2)
            - 0.12 * curve::rise(-0.004, 0.006, sunk);
        let object = Spot::flat(colour::lit(body, light)).raised(depth * level);
        table.under(object, x, y, inside, pixel)
    }
}
