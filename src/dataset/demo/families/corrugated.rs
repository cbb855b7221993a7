//! Corrugated sheet and board, ribbed rubber.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.unit());
    let count = look.skewed(5.0, 28.0);
    let base = colour::any(look);
    let valley = look.within(0.5, 0.95);
    let square = look.chance(0.4);
    let depth = look.within(0.08, 0.25) / count;
    let dirt = look.within(0.02, 0.12);
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x, y);
        let wave = curve::sine(u * count + 0.05 * noise.at(u * 3.0, v * 3.0));
        let wave = if square {
            (wave * 2.2).clamp(-1.0, 1.0)
        } else {
            wave
        };
        let rough = noise.layers(x * 30.0, y * 30.0, 2);
        let tone = 0.5 + 0.5 * wave;
        let light = valley + (1.0 - valley) * tone + dirt * noise.layers(x * 4.0, y * 4.0, 3) + 0.04 * rough;
        Spot::flat(colour::lit(base, light)).raised(depth * (wave + 0.06 * rough))
    }
}
