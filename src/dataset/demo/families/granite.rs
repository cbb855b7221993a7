//! Granite and other rocks of grains in a few colours.

use super::{Noise, Spot, Stream, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let count = look.within(22.0, 75.0);
    let base = colour::any(look);
    let minerals = [0.0f32; 5].map(|_| colour::mix(base, colour::any(look), look.within(0.15, 0.7)));
    let fine = look.within(0.02, 0.1);
    let depth = look.skewed(0.0, 0.06) / count;
    let noise = Noise::new(sample);
    move |x, y| {
        let bend = 0.6 * noise.at(x * count * 0.5, y * count * 0.5);
        let cell = noise.cell(x * count + bend, y * count - bend, 1.0);
        let pick = share(cell.key, 3) * 5.0;
        let grain = minerals[(pick as usize).min(4)];
        let border = curve::rise(0.0, 0.18, cell.inside());
        let tone = 0.93 + 0.1 * share(cell.key, 8) + fine * noise.at(x * 120.0, y * 120.0);
        Spot::flat(colour::lit(colour::mix(base, grain, 0.35 + 0.65 * border), tone)).raised(depth * border)
    }
}
