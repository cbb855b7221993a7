//! Pills, capsules and sweets laid out in rows.

use super::table::Table;
use super::{Noise, Spot, Stream, Turn, colour, curve, share};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let columns = look.count(2, 5) as f32;
    let lines = (columns * look.within(0.6, 1.3) + 0.5).max(1.0) as i32 as f32;
    let pitch = [0.94 / columns, 0.94 / lines];
    let half = [
        pitch[0] * look.within(0.28, 0.42),
        pitch[1] * look.within(0.28, 0.42),
    ];
    let corner = half[0].min(half[1]) * look.pick([0.999, 0.999, 0.5, 0.25]);
    let first = colour::any(look);
    let second = if look.chance(0.5) {
        first
    } else {
        colour::any(look)
    };
    let dome = look.within(0.15, 0.45) * half[0].min(half[1]);
    let speckle = look.within(0.01, 0.1);
    let gloss = look.within(0.0, 0.25);
    let loose = look.within(0.0, 0.02);
    let table = Table::new(look, sample, first);
    let noise = Noise::new(sample);
    move |x, y| {
        let (u, v) = ((x + 0.47) / pitch[0], (y + 0.47) / pitch[1]);
        let column = (curve::floor(u).max(0)).min(columns as i32 - 1);
        let line = (curve::floor(v).max(0)).min(lines as i32 - 1);
        let key = noise.bits(column, line);
        let own = Turn::by(loose * (share(key, 1) - 0.5) * 4.0);
        let cx = (column as f32 + 0.5) * pitch[0] - 0.47 + loose * (share(key, 2) - 0.5);
        let cy = (line as f32 + 0.5) * pitch[1] - 0.47 + loose * (share(key, 3) - 0.5);
        let (dx, dy) = own.of(x - cx, y - cy);
        let inside = -curve::rounded_box(dx, dy, half, corner);
        let deep = (inside / (half[0].min(half[1]))).clamp(0.0, 1.0);
        let round = (deep * (2.0 - deep)).sqrt();
        let seam = if half[0] > half[1] { dx } else { dy };
        let ink = colour::mix(first, second, curve::cover(seam, pixel * 1.5));
        let (hx, hy) = (dx / half[0] + 0.3, dy / half[1] + 0.35);
        let highlight = gloss * curve::rise(0.4, 0.0, curve::length(hx, hy));
        let tone = 0.7 + 0.35 * round + speckle * noise.at(x * 80.0, y * 80.0) + 0.05 * (share(key, 4) - 0.5);
        let object = Spot::flat(colour::shifted(colour::lit(ink, tone), highlight)).raised(dome * round);
        table.under(object, x, y, inside, pixel)
    }
}
