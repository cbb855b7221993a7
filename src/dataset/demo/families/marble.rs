//! Marble: clouds and veins.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.unit());
    let scale = look.within(1.6, 4.5);
    let light = look.chance(0.7);
    let value = if light {
        look.within(0.65, 0.95)
    } else {
        look.within(0.1, 0.35)
    };
    let stone = colour::hsv(look.unit(), look.within(0.0, 0.2), value);
    let vein = if light {
        colour::lit(
            colour::mix(stone, colour::any(look), 0.35),
            look.within(0.35, 0.7),
        )
    } else {
        colour::mix(stone, colour::grey(0.9), look.within(0.3, 0.7))
    };
    let (clouds, sharp) = (look.within(0.1, 0.6), look.within(0.06, 0.3));
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x * scale, y * scale * 0.7);
        let bend = noise.layers(u, v, 3);
        let (p, q) = (u + 0.7 * bend, v + 0.7 * noise.at(u + 50.0, v));
        let ridge = noise.layers(p * 1.3 + 9.0, q * 1.3, 3).abs();
        let fine = noise.at(p * 4.0, q * 4.0 + 80.0).abs();
        let lines = curve::rise(sharp, 0.0, ridge) * 0.9 + curve::rise(sharp * 0.6, 0.0, fine) * 0.25;
        let cloud = colour::mix(stone, vein, clouds * (0.5 + bend).clamp(0.0, 1.0));
        let ink = colour::mix(cloud, vein, lines.min(1.0) * (0.55 + 0.4 * bend).clamp(0.1, 1.0));
        Spot::flat(colour::lit(ink, 1.0 + 0.02 * noise.at(x * 110.0, y * 110.0)))
    }
}
