//! Felt, paper and fibre board: fibres in every direction.

use super::{Noise, Spot, Stream, Turn, colour};

const LAYERS: usize = 4;

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let base = colour::any(look);
    let fibre = colour::mix(base, colour::any(look), look.within(0.1, 0.6));
    let aligned = look.chance(0.3);
    let first = look.unit();
    let turns = [0.0, 0.27, 0.13, 0.41]
        .map(|step: f32| Turn::by(first + if aligned { step * 0.15 } else { step } + look.about(0.03)));
    let (fine, long) = (look.within(35.0, 95.0), look.within(4.0, 11.0));
    let contrast = look.within(0.05, 0.28);
    let cloud = look.within(0.01, 0.1);
    let depth = look.within(0.0, 0.0012);
    let noises: [Noise; LAYERS] = [0, 1, 2, 3].map(|_| Noise::new(sample));
    move |x, y| {
        let mut top = -1.0f32;
        for (turn, noise) in turns.iter().zip(noises) {
            let (u, v) = turn.of(x, y);
            top = top.max(noise.at(u * long, v * fine));
        }
        let clouds = noises[0].layers(x * 5.0, y * 5.0, 2);
        let ink = colour::mix(base, fibre, (top * 1.2).clamp(0.0, 1.0));
        Spot::flat(colour::lit(
            ink,
            1.0 + contrast * (top - 0.35) * 2.0 + cloud * clouds,
        ))
        .raised(depth * top)
    }
}
