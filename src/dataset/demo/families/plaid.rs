//! Checked cloth.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.pick([0.0, 0.0, 0.125]) + look.about(0.02));
    let count = look.skewed(2.0, 12.0);
    let base = colour::any(look);
    let bars = [0, 1, 2].map(|_| {
        let at = look.within(0.08, 0.8);
        let ink = colour::apart(look, base, 0.12);
        (at, at + look.within(0.03, 0.3), ink, look.within(0.35, 0.7))
    });
    let threads = look.within(60.0, 110.0);
    let relief = look.within(0.03, 0.12);
    let soft = pixel * count * 1.5;
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = turn.of(x, y);
        let wobble = 0.02 * noise.at(u * 5.0, v * 5.0);
        let mut ink = base;
        for t in [
            curve::fraction(u * count + wobble),
            curve::fraction(v * count + wobble),
        ] {
            for (from, to, bar, share) in bars {
                ink = colour::mix(ink, bar, share * curve::pulse(t, from, to.min(0.98), soft));
            }
        }
        let weave = curve::sine((u + v) * threads) * 0.5 + 0.6 * noise.at(u * 90.0, v * 90.0);
        Spot::flat(colour::lit(ink, 1.0 + relief * weave))
    }
}
