//! Cork and chip board: pressed granules.

use super::{Noise, Spot, Stream, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let count = look.within(12.0, 34.0);
    let base = colour::hsv(
        look.within(0.05, 0.11),
        look.within(0.35, 0.6),
        look.within(0.5, 0.8),
    );
    let dark = colour::lit(base, look.within(0.35, 0.6));
    let spread = look.within(0.2, 0.5);
    let depth = look.within(0.03, 0.1) / count;
    let noise = Noise::new(sample);
    move |x, y| {
        let bend = 0.5 * noise.at(x * count, y * count);
        let cell = noise.cell(x * count + bend, y * count + 0.7 * bend, 1.0);
        let border = curve::rise(0.0, 0.14, cell.inside());
        let tone = 1.0
            + spread * (share(cell.key, 3) - 0.5)
            + 0.12 * noise.layers(x * count * 2.6, y * count * 2.6, 2);
        let gap = if share(cell.key, 7) < 0.12 { 0.2 } else { 0.75 };
        let ink = colour::mix(dark, colour::lit(base, tone), gap + (1.0 - gap) * border);
        Spot::flat(ink).raised(depth * border)
    }
}
