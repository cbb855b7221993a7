//! Detail smeared: out of focus, melted, wiped while wet.

use super::{Canvas, Region, Site, Stencil, Stream, colour};
use crate::dataset::demo::canvas::{Spot, blend};

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let size = canvas.size;
    let stencil = Stencil::blob(stream, site.centre, site.radius, size).on_object(canvas);
    let pixel = size as f32 / 224.0;
    let reach = ((stream.within(2.0, 5.0) * site.strength.min(2.5) * pixel) as usize).max(2);
    // What was smeared has another sheen; more of it where there was little to smear.
    let dark = colour::brightness(site.colour(canvas)) < 0.5;
    let shade = 0.08 * (site.strength - 1.0) * if dark { 1.0 } else { -1.0 };
    let window = stencil.region.grown(2 * reach, size);
    let width = window.right - window.left;
    let mut spots: Vec<Spot> = window.pixels().map(|(x, y)| canvas.spots[y * size + x]).collect();
    for _ in 0..2 {
        spots = averaged(&spots, width, 1, reach);
        spots = averaged(&spots, width, width, reach);
    }
    for (x, y, cover) in stencil.touched() {
        let soft = spots[(y - window.top) * width + x - window.left];
        let spot = &mut canvas.spots[y * size + x];
        let soft = Spot {
            colour: colour::shifted(soft.colour, shade),
            ground: spot.ground,
            ..soft
        };
        *spot = blend(*spot, soft, cover);
    }
    stencil.region
}

/// The mean over `reach` spots before and after along a row (`step` 1) or a column (`step` the width).
fn averaged(spots: &[Spot], width: usize, step: usize, reach: usize) -> Vec<Spot> {
    let length = if step == 1 { width } else { spots.len() / width };
    let mut out = spots.to_vec();
    for line in 0..spots.len() / length {
        let first = if step == 1 { line * width } else { line };
        for place in 0..length {
            let (from, to) = (place.saturating_sub(reach), (place + reach + 1).min(length));
            let weight = 1.0 / (to - from) as f32;
            let (mut colour, mut height) = ([0.0; 3], 0.0);
            for other in from..to {
                let spot = spots[first + other * step];
                colour = [0, 1, 2].map(|c| colour[c] + spot.colour[c]);
                height += spot.height;
            }
            let target = &mut out[first + place * step];
            target.colour = colour.map(|v| v * weight);
            target.height = height * weight;
        }
    }
    out
}
