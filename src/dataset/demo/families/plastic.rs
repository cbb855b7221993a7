//! Moulded plastic: a smooth or eroded skin with parting lines, ribs and steps.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.pick([0.0, 0.25, 0.07]));
    let skin = colour::any(look);
    let fade = look.about(0.2);
    let count = look.skewed(1.2, 7.0);
    let lines = [0.0f32; 3].map(|_| (look.within(0.1, 0.9), look.within(0.006, 0.03), look.sign()));
    let used = look.count(1, 3);
    let step = look.within(0.004, 0.012);
    let eroded = look.within(0.0, 0.0012);
    let grain = look.within(30.0, 95.0);
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, _) = turn.of(x, y);
        let t = curve::fraction(u * count);
        let (mut height, mut dark) = (0.0, 0.0f32);
        for &(at, width, sign) in &lines[..used] {
            let distance = (t - at) / count;
            height += sign * step * curve::rise(width, 0.0, distance.abs());
            dark = dark.max(curve::rise(pixel * 1.8, 0.0, distance.abs()) * 0.3);
        }
        let rough = noise.layers(x * grain, y * grain, 2);
        let tone = 1.0 + fade * (t - 0.5) + 0.025 * noise.layers(x * 2.5, y * 2.5, 2) + 8.0 * eroded * rough;
        Spot::flat(colour::lit(skin, tone * (1.0 - dark))).raised(height + eroded * rough)
    }
}
