//! Round things seen from above: lids, bottle mouths, buttons, dials.

use super::table::Table;
use super::{Colour, Noise, Spot, Stream, colour, curve};

const BANDS: usize = 6;

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let outer = look.within(0.32, 0.45);
    let used = look.count(3, BANDS);
    let base = colour::any(look);
    let bands: [(f32, Colour, f32); BANDS] = [0, 1, 2, 3, 4, 5].map(|i| {
        let radius = outer * (1.0 - (i as f32 + look.within(-0.25, 0.25)) / used as f32);
        let tone = look.within(0.7, 1.25);
        let ink = if look.chance(0.3) {
            colour::any(look)
        } else {
            colour::lit(base, tone)
        };
        (radius, ink, look.within(0.0, 0.018))
    });
    let soft = look.within(0.004, 0.02);
    let grain = look.within(0.01, 0.05);
    let sheen = look.within(0.0, 0.15);
    let table = Table::new(look, sample, base);
    let noise = Noise::new(sample);
    move |x, y| {
        let radius = curve::length(x, y);
        let (mut ink, mut height) = (bands[0].1, 0.0);
        for &(limit, colour, level) in &bands[..used] {
            let inner = curve::rise(limit + soft * 0.5, limit - soft * 0.5, radius);
            ink = colour::mix(ink, colour, inner);
            height += (level - height) * inner;
        }
        let shine = sheen * (x * x - y * y) / (radius * radius).max(1e-4);
        let light = 1.0 + shine + grain * noise.layers(x * 50.0, y * 50.0, 2);
        let inside = bands[0].0 - radius;
        table.under(
            Spot::flat(colour::lit(ink, light)).raised(height),
            x,
            y,
            inside,
            pixel,
        )
    }
}
