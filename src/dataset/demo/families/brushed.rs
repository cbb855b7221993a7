//! Brushed or ground metal.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.unit());
    let metal = colour::metal(look);
    let (fine, coarse) = (look.within(60.0, 120.0), look.within(12.0, 35.0));
    let long = look.within(0.8, 5.0);
    let contrast = look.within(0.05, 0.26);
    let (band, sheen) = (look.within(0.4, 1.6), look.within(0.0, 0.22));
    let phase = look.unit() + sample.about(0.1);
    let noise = Noise::new(sample);
    move |x, y| {
        let (along, across) = turn.of(x, y);
        let streaks = noise.at(along * long * 2.0, across * fine)
            + 0.8 * noise.at(along * long, across * coarse + 30.0)
            + 0.3 * noise.at(along * long * 7.0, across * 130.0);
        let light = 1.0 + contrast * streaks + sheen * curve::sine(along * band + phase);
        Spot::flat(colour::lit(metal, light))
    }
}
