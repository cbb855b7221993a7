//! Concrete and plaster: clouds, fine grain, pores.

use super::{Noise, Spot, Stream, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let base = colour::hsv(
        look.within(0.04, 0.16),
        look.within(0.0, 0.18),
        look.within(0.35, 0.85),
    );
    let cloud = look.within(0.05, 0.22);
    let grain = look.within(0.02, 0.12);
    let count = look.within(7.0, 18.0);
    let porous = look.within(0.0, 0.35);
    let depth = look.within(0.0, 0.004);
    let noise = Noise::new(sample);
    move |x, y| {
        let slow = noise.layers(x * 3.0, y * 3.0, 3);
        let rough = noise.layers(x * 45.0, y * 45.0, 2);
        let cell = noise.cell(x * count, y * count, 0.9);
        let size = if share(cell.key, 3) < porous {
            0.02 + 0.09 * share(cell.key, 4)
        } else {
            -1.0
        };
        let pore = curve::cover(size - cell.near, (pixel * count).max(0.02));
        let tone = 1.0 + cloud * slow + grain * rough;
        Spot::flat(colour::lit(base, tone * (1.0 - 0.45 * pore))).raised(depth * rough - 0.004 * pore)
    }
}
