//! Carpet: tufts of cut or looped pile.

use super::{Noise, Spot, Stream, Turn, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.unit());
    let count = look.within(28.0, 70.0);
    let stretch = look.within(0.6, 1.0);
    let base = colour::any(look);
    let second = if look.chance(0.5) { base } else { colour::any(look) };
    let mixture = look.within(0.0, 0.5);
    let contrast = look.within(0.12, 0.4);
    let depth = look.within(0.05, 0.16) / count;
    let jitter = look.within(0.4, 0.95);
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x, y);
        let tuft = noise.cell(u * count, v * count * stretch, jitter);
        let pile = noise.layers(u * 3.0, v * 3.0, 2);
        let top = 1.0 - 1.3 * tuft.near;
        let light = 1.0
            + contrast * (0.9 * top - 0.45 + 0.5 * (share(tuft.key, 5) - 0.5))
            + 0.06 * pile
            + 0.5 * contrast * noise.at(u * 140.0, v * 140.0);
        let ink = colour::mix(base, second, mixture * curve::rise(0.4, 0.6, share(tuft.key, 6)));
        Spot::flat(colour::lit(ink, light)).raised(depth * top)
    }
}
