//! Foam and sponge: open pores of many sizes.

use super::{Noise, Spot, Stream, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let count = look.within(9.0, 24.0);
    let skin = colour::any(look);
    let dark = colour::lit(skin, look.within(0.25, 0.6));
    let open = look.within(0.35, 0.8);
    let depth = look.within(0.05, 0.15) / count;
    let (coarse, fine) = (Noise::new(sample), Noise::new(sample));
    move |x, y| {
        let mut pore = 0.0f32;
        for (noise, scale, weight) in [(coarse, count, 1.0), (fine, count * 2.6, 0.6)] {
            let bend = 0.3 * noise.at(x * scale, y * scale);
            let cell = noise.cell(x * scale + bend, y * scale - bend, 0.95);
            if share(cell.key, 3) < open {
                let radius = 0.15 + 0.28 * share(cell.key, 4);
                pore = pore.max(weight * curve::rise(radius, radius * 0.55, cell.near));
            }
        }
        let tone = 1.0 + 0.06 * fine.layers(x * 40.0, y * 40.0, 2);
        Spot::flat(colour::lit(colour::mix(skin, dark, pore), tone)).raised(-depth * pore)
    }
}
