//! Leather: soft folds between small irregular islands.

use super::{Noise, Spot, Stream, Turn, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.unit());
    let count = look.within(16.0, 46.0);
    let stretch = look.within(0.7, 1.0);
    let hide = if look.chance(0.7) {
        colour::hsv(
            look.within(0.0, 0.1),
            look.within(0.2, 0.75),
            look.within(0.12, 0.6),
        )
    } else {
        colour::any(look)
    };
    let fold = colour::lit(hide, look.within(0.45, 0.85));
    let width = look.within(0.1, 0.3);
    let depth = look.within(0.08, 0.22) / count;
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x, y);
        let bend = 0.35 * noise.at(u * 9.0, v * 9.0);
        let cell = noise.cell(u * count + bend, v * count * stretch - bend, 0.95);
        let island = curve::rise(0.0, width, cell.inside());
        let tone = 1.0
            + 0.06 * (share(cell.key, 4) - 0.5)
            + 0.07 * noise.layers(u * 4.0, v * 4.0, 2)
            + 0.05 * noise.at(u * 95.0, v * 95.0);
        Spot::flat(colour::lit(colour::mix(fold, hide, island), tone))
            .raised(depth * (island + 0.25 * noise.at(u * 70.0, v * 70.0)))
    }
}
