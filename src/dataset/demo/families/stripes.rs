//! Striped fabric or foil.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.unit());
    let count = look.skewed(3.0, 32.0);
    let base = colour::any(look);
    let first = colour::apart(look, base, 0.1);
    let second = if look.chance(0.5) {
        first
    } else {
        colour::any(look)
    };
    let edges = [
        look.within(0.1, 0.4),
        look.within(0.45, 0.6),
        look.within(0.65, 0.9),
    ];
    let wobble = look.within(0.0, 0.12);
    let rib = look.skewed(0.0, 0.05) / count;
    let fibre = look.within(0.02, 0.09);
    let soft = pixel * count * look.within(1.2, 2.5);
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x, y);
        let t = curve::fraction(u * count + wobble * noise.at(u * 4.0, v * 4.0));
        let one = colour::mix(base, first, curve::pulse(t, edges[0], edges[1], soft));
        let both = colour::mix(one, second, curve::pulse(t, edges[2], 0.97, soft));
        let thread = noise.at(u * 110.0, v * 18.0) + 0.6 * noise.at(u * 20.0, v * 120.0);
        Spot::flat(colour::lit(both, 1.0 + fibre * thread)).raised(rib * curve::sine(t * 3.0))
    }
}
