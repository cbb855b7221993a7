//! Baked and grown things: a rough round body with pores and chips, no two alike.

use super::table::Table;
use super::{Noise, Spot, Stream, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let dough = colour::hsv(
        look.within(0.04, 0.13),
        look.within(0.25, 0.7),
        look.within(0.45, 0.9),
    );
    let crust = colour::lit(dough, look.within(0.5, 0.85));
    let chip = colour::lit(colour::any(look), look.within(0.3, 0.9));
    let dense = look.within(0.0, 0.5);
    let (count, radius) = (look.within(6.0, 14.0), look.within(0.3, 0.42));
    let wavy = look.within(0.004, 0.03);
    let rough = look.within(0.05, 0.18);
    let (dome, bumps) = (look.within(0.03, 0.1), look.within(0.002, 0.006));
    let table = Table::new(look, sample, dough);
    let noise = Noise::new(sample);
    move |x, y| {
        let reach = curve::length(x, y);
        let (dx, dy) = (x / reach.max(1e-4), y / reach.max(1e-4));
        let inside = radius + wavy * noise.layers(dx * 2.0, dy * 2.0, 2) - reach;
        let deep = (inside / radius * 2.0).clamp(0.0, 1.0);
        let texture = noise.layers(x * 16.0, y * 16.0, 3);
        let cell = noise.cell(x * count, y * count, 0.9);
        let size = if share(cell.key, 3) < dense {
            0.12 + 0.2 * share(cell.key, 4)
        } else {
            -1.0
        };
        let inlay = curve::rise(0.0, 0.06, size - cell.near + 0.05 * texture);
        let baked = colour::mix(crust, dough, curve::rise(0.0, 0.6, deep + 0.2 * texture));
        let ink = colour::mix(colour::lit(baked, 1.0 + rough * texture), chip, inlay);
        let height = dome * (deep * (2.0 - deep)).sqrt() + bumps * (texture + 1.5 * inlay);
        table.under(Spot::flat(ink).raised(height), x, y, inside, pixel)
    }
}
