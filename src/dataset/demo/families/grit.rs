//! Sandpaper, asphalt, cast iron, plaster: roughness without a pattern.

use super::{Noise, Spot, Stream, colour};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, _pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let base = colour::any(look);
    let count = look.within(18.0, 90.0);
    let contrast = look.within(0.03, 0.35);
    let depth = look.within(0.1, 0.5) / count;
    let cloud = look.within(0.01, 0.08);
    let sparkle = look.within(0.0, 0.5);
    let noise = Noise::new(sample);
    move |x, y| {
        let rough = noise.layers(x * count, y * count, 2);
        let bright = (noise.at(x * 90.0 + 5.0, y * 90.0) - 0.55).max(0.0) * sparkle;
        let tone = 1.0 + contrast * rough + cloud * noise.layers(x * 3.0, y * 3.0, 2);
        Spot::flat(colour::shifted(colour::lit(base, tone), bright)).raised(depth * rough)
    }
}
