//! A printed circuit board: traces, pads, chips, printing.

use super::{Noise, Spot, Stream, colour, curve, share};

const CHIPS: usize = 4;

/// A chip with legs on two sides.
#[derive(Debug, Clone, Copy)]
struct Chip {
    centre: [f32; 2],
    half: [f32; 2],
}

impl Chip {
    /// The chip, where it is, on the board.
    fn over(&self, board: Spot, x: f32, y: f32, pixel: f32) -> Spot {
        let (px, py) = (x - self.centre[0], y - self.centre[1]);
        let [hx, hy] = self.half;
        let body = -curve::rounded_box(px, py, [hx, hy], 0.006);
        let legs = -curve::rounded_box(px, py, [hx + 0.022, hy - 0.006], 0.003);
        let gaps = curve::rise(0.32, 0.22, (curve::fraction(py * 45.0) - 0.5).abs());
        let leg = curve::cover(legs, pixel) * gaps;
        let case = curve::cover(body, pixel * 1.5);
        let dot = curve::length(px + hx - 0.022, py + hy - 0.022);
        let black = colour::grey(0.09 + 0.25 * curve::cover(0.012 - dot, pixel));
        let legged = colour::mix(board.colour, colour::grey(0.78), leg);
        let height = (board.height + 0.002 * leg) * (1.0 - case) + 0.012 * curve::rise(0.0, 0.012, body);
        Spot::flat(colour::mix(legged, black, case)).raised(height)
    }
}

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let count = look.within(9.0, 20.0);
    let hue = look.pick([0.38, 0.4, 0.36, 0.6, 0.01, 0.13]);
    let mask = colour::hsv(
        hue + look.about(0.03),
        look.within(0.4, 0.85),
        look.within(0.15, 0.5),
    );
    let trace = colour::mix(colour::lit(mask, look.within(1.3, 1.9)), colour::grey(0.6), 0.1);
    let pad = colour::hsv(
        look.within(0.09, 0.14),
        look.within(0.05, 0.6),
        look.within(0.65, 0.9),
    );
    let chips: [Chip; CHIPS] = [0, 1, 2, 3].map(|_| Chip {
        centre: [look.about(0.4), look.about(0.4)],
        half: [look.within(0.03, 0.13), look.within(0.03, 0.11)],
    });
    let fitted = look.count(1, CHIPS);
    let width = look.within(0.07, 0.14);
    let dense = look.within(0.25, 0.6);
    let layout = Noise::new(look);
    let noise = Noise::new(sample);
    let soft = pixel * count * 1.4;
    move |x, y| {
        let (u, v) = (x * count, y * count);
        let (column, row) = (curve::floor(u), curve::floor(v));
        let key = layout.bits(column, row);
        let (du, dv) = (u - column as f32 - 0.5, v - row as f32 - 0.5);
        let line = match key & 7 {
            0 | 1 => du.abs(),
            2 | 3 => dv.abs(),
            4 => (curve::length(du + 0.5, dv + 0.5) - 0.5)
                .abs()
                .min((curve::length(du - 0.5, dv - 0.5) - 0.5).abs()),
            5 => (curve::length(du + 0.5, dv - 0.5) - 0.5)
                .abs()
                .min((curve::length(du - 0.5, dv + 0.5) - 0.5).abs()),
            6 => du.abs().min(dv.abs()),
            _ => 9.0,
        };
        let copper = curve::cover(width - line, soft);
        let mut spot = Spot::flat(colour::mix(mask, trace, copper * 0.85)).raised(0.0015 * copper);
        if share(key, 3) < dense {
            let centre = curve::length(du, dv);
            let ring = curve::cover(0.3 - centre, soft);
            let hole = curve::cover(0.13 - centre, soft);
            let metal = colour::mix(pad, colour::grey(0.05), hole);
            spot = Spot::flat(colour::mix(spot.colour, metal, ring)).raised(0.003 * (ring - 2.0 * hole));
        }
        for chip in &chips[..fitted] {
            spot = chip.over(spot, x, y, pixel);
        }
        let rough = 1.0 + 0.05 * noise.at(x * 90.0, y * 90.0) + 0.05 * noise.layers(x * 5.0, y * 5.0, 2);
        Spot {
            colour: colour::lit(spot.colour, rough),
            ..spot
        }
    }
}
