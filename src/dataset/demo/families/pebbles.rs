//! Rounded cells: pebbles, scales, cracked glaze.

use super::{Noise, Spot, Stream, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let count = look.skewed(6.0, 24.0);
    let base = colour::any(look);
    let other = colour::mix(base, colour::any(look), look.within(0.0, 0.8));
    let gap = colour::lit(base, look.within(0.1, 0.6));
    let width = look.within(0.04, 0.16);
    let dome = look.within(0.05, 0.3) / count;
    let jitter = look.within(0.6, 1.0);
    let rough = look.within(0.01, 0.1);
    let noise = Noise::new(sample);
    move |x, y| {
        let bend = 0.2 * noise.at(x * count, y * count);
        let cell = noise.cell(x * count + bend, y * count - bend, jitter);
        let body = curve::rise(width * 0.3, width, cell.inside());
        let ink = colour::mix(base, other, share(cell.key, 3));
        let tone = 0.9 + 0.2 * share(cell.key, 4) + rough * noise.layers(x * 50.0, y * 50.0, 2);
        let height = curve::rise(0.0, 0.45, cell.inside());
        Spot::flat(colour::mix(gap, colour::lit(ink, tone), body)).raised(dome * height)
    }
}
