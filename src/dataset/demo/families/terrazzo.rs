//! Terrazzo: chips of stone in a binder.

use super::{Noise, Spot, Stream, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let count = look.skewed(7.0, 24.0);
    let binder = colour::hsv(look.unit(), look.within(0.0, 0.2), look.within(0.3, 0.95));
    let chips = [0.0f32; 4].map(|_| colour::any(look));
    let dense = look.within(0.4, 0.9);
    let soft = pixel * count * 1.5;
    let (coarse, fine) = (Noise::new(sample), Noise::new(sample));
    move |x, y| {
        let mut ink = colour::lit(binder, 1.0 + 0.03 * coarse.at(x * 90.0, y * 90.0));
        for (noise, scale) in [(fine, count * 2.7), (coarse, count)] {
            let bend = 0.3 * noise.at(x * scale * 1.5, y * scale * 1.5);
            let cell = noise.cell(x * scale + bend, y * scale - bend, 0.9);
            if share(cell.key, 3) < dense {
                let size = 0.06 + 0.16 * share(cell.key, 4);
                let chip = chips[(share(cell.key, 5) * 3.99) as usize];
                let tone = 0.9 + 0.2 * share(cell.key, 6) + 0.05 * noise.at(x * 60.0, y * 60.0);
                let inside = curve::cover(cell.inside() - size, soft.max(0.03));
                ink = colour::mix(ink, colour::lit(chip, tone), inside);
            }
        }
        Spot::flat(ink)
    }
}
