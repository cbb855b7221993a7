//! Wood: year rings cut along the trunk, fibres, pores, sometimes boards.

use super::{Noise, Spot, Stream, Turn, colour, curve};

/// The surface.
pub fn surface(look: &mut Stream, sample: &mut Stream, pixel: f32) -> impl Fn(f32, f32) -> Spot + use<> {
    let turn = Turn::by(look.pick([0.0, 0.25]) + look.about(0.015));
    let rings = look.skewed(5.0, 26.0);
    let early = colour::hsv(
        look.within(0.04, 0.12),
        look.within(0.25, 0.65),
        look.within(0.4, 0.9),
    );
    let late = colour::lit(early, look.within(0.55, 0.88));
    let wild = look.within(0.4, 2.2);
    let fibre = look.within(0.03, 0.13);
    let pores = look.within(0.0, 0.5);
    let boards = if look.chance(0.4) {
        look.within(1.5, 6.0)
    } else {
        0.0
    };
    let noise = Noise::new(sample);
    move |x, y| {
        let (along, mut across) = turn.of(x, y);
        let (mut seam, mut tone) = (0.0, 1.0);
        if boards > 0.0 {
            let board = curve::floor(across * boards);
            let place = across * boards - board as f32;
            seam = curve::cover(0.02 - place.min(1.0 - place), pixel * boards * 1.5);
            tone = 0.9 + 0.2 * noise.point(board, 7);
            across += noise.point(board, 8) * 9.0;
        }
        let bend = noise.layers(along * 0.7, across * 2.2, 2);
        let t = curve::fraction(across * rings + wild * bend);
        let ring = curve::rise(0.0, 0.75, t) * curve::rise(1.0, 0.85, t);
        let fine = noise.at(along * 6.0, across * 130.0) + 0.7 * noise.at(along * 16.0, across * 60.0);
        let pore = (noise.at(along * 11.0 + 60.0, across * 95.0) - 0.4).max(0.0) * pores;
        let ink = colour::mix(early, late, ring);
        let light = tone * (1.0 + fibre * fine - pore) * (1.0 - 0.6 * seam);
        Spot::flat(colour::lit(ink, light)).raised(0.0004 * fine - 0.003 * seam)
    }
}
