//! A turned ring: washer, gasket, bearing.

use super::table::Table;
use super::{Noise, Spot, Stream, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let metal = if look.chance(0.75) {
        colour::metal(look)
    } else {
        colour::any(look)
    };
    let outer = look.within(0.3, 0.44);
    let inner = outer * look.within(0.2, 0.62);
    let bevel = look.within(0.006, 0.03);
    let groove = if look.chance(0.6) {
        look.within(0.3, 0.7)
    } else {
        -1.0
    };
    let depth = look.within(0.006, 0.014);
    let turned = look.within(0.02, 0.12);
    let rings = look.within(40.0, 95.0);
    let sheen = look.within(0.0, 0.2);
    let phase = look.unit();
    let notches = if look.chance(0.3) {
        look.count(3, 8) as f32
    } else {
        0.0
    };
    let table = Table::new(look, sample, metal);
    let noise = Noise::new(sample);
    move |x, y| {
        let radius = curve::length(x, y);
        let (dx, dy) = (x / radius.max(1e-4), y / radius.max(1e-4));
        // cos 2a and sin 2a of the angle a, from its cosine and sine.
        let (c, s) = (dx * dx - dy * dy, 2.0 * dx * dy);
        let mut inside = (outer - radius).min(radius - inner);
        if notches > 0.0 {
            let angle = turns_of(dx, dy);
            let t = (curve::fraction(angle * notches) - 0.5).abs() / notches * std::f32::consts::TAU * radius;
            inside = inside.min(curve::length(t, (outer - radius).max(0.0)) - 0.025);
        }
        let place = (radius - inner) / (outer - inner);
        let cut = curve::rise(0.06, 0.02, (place - groove).abs());
        let lines = noise.at(radius * rings * 1.4, 3.0) + 0.5 * noise.at(radius * 130.0, (dx + dy) * 4.0);
        let shine = c * curve::cosine(phase) + s * curve::sine(phase);
        let light = 1.0 + turned * lines + sheen * shine - 0.25 * cut + 0.04 * noise.at(x * 90.0, y * 90.0);
        let object = Spot::flat(colour::lit(metal, light))
            .raised(depth * (curve::rise(0.0, bevel, inside) - 0.5 * cut));
        table.under(object, x, y, inside, pixel)
    }
}

/// The angle of a direction in turns, near enough for spacing things evenly.
fn turns_of(dx: f32, dy: f32) -> f32 {
    // A parabola through the exact values at 0, 1/16 and 1/8 of a turn; mirrored for the rest.
    let (low, high) = (dx.abs().min(dy.abs()), dx.abs().max(dy.abs()));
    let t = low / high.max(1e-4);
    let octant = t * (0.1661 - 0.0411 * t);
    let quarter = if dy.abs() > dx.abs() {
        0.25 - octant
    } else {
        octant
    };
    let half = if dx < 0.0 { 0.5 - quarter } else { quarter };
    if dy < 0.0 { 1.0 - half } else { half }
}
