//! One tablet, speckled, with a score line.

use super::table::Table;
use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.unit() + sample.about(0.05));
    let body = if look.chance(0.6) {
        colour::grey(look.within(0.7, 0.95))
    } else {
        colour::any(look)
    };
    let half = [look.within(0.26, 0.42), look.within(0.24, 0.32)];
    let corner = half[1] * look.within(0.6, 0.999);
    let fleck = colour::mix(body, colour::any(look), look.within(0.0, 0.6));
    let dome = look.within(0.03, 0.08);
    let rim = look.within(0.05, 0.15);
    let score = look.chance(0.6);
    let grain = look.within(0.01, 0.05);
    let table = Table::new(look, sample, body);
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x, y);
        let inside = -curve::rounded_box(u, v, half, corner);
        let deep = (inside / rim).clamp(0.0, 1.0);
        let cut = if score {
            curve::rise(0.014, 0.003, u.abs()) * deep
        } else {
            0.0
        };
        let spots = curve::rise(0.45, 0.6, noise.at(x * 38.0, y * 38.0));
        let ink = colour::mix(body, fleck, spots);
        let light = 0.85 + 0.17 * deep - 0.14 * cut + grain * noise.layers(x * 60.0, y * 60.0, 2);
        let height = dome * (deep * (2.0 - deep)).sqrt() - 0.012 * cut;
        table.under(
            Spot::flat(colour::lit(ink, light)).raised(height),
            x,
            y,
            inside,
            pixel,
        )
    }
}
