//! A foreign piece: a scrap of another product, tape or paper, or a piece of this product that lies wrong.

use super::{Canvas, Noise, Region, Site, Stencil, Stream, colour};
use crate::dataset::demo::canvas::{Spot, blend};
use crate::dataset::demo::curve::Turn;
use crate::dataset::demo::family::Family;
use crate::dataset::demo::view::View;

/// Damages the surface.
pub fn inflict(canvas: &mut Canvas, site: &Site, stream: &mut Stream) -> Region {
    let size = canvas.size;
    let stencil = if stream.chance(0.6) {
        Stencil::piece(stream, site.centre, site.radius, size)
    } else {
        Stencil::blob(stream, site.centre, site.radius, size)
    };
    let stencil = stencil.on_object(canvas);
    let original = canvas.clone();
    match stream.below(4) {
        0 | 1 => paint_another(canvas, stencil.region, stream),
        2 => paint_plain(canvas, site, stencil.region, stream),
        _ => move_a_piece(canvas, &original, site, stencil.region, stream),
    }
    let thick = stream.within(0.0, 0.004);
    // Outside the stencil the old surface comes back.
    let mut cover = vec![0.0; (stencil.region.right - stencil.region.left) * size];
    for (x, y, share) in stencil.touched() {
        cover[(y - stencil.region.top) * (stencil.region.right - stencil.region.left) + x
            - stencil.region.left] = share;
    }
    for ((x, y), share) in stencil.region.pixels().zip(cover) {
        let old = original.spots[y * size + x];
        let new = canvas.spots[y * size + x];
        let new = Spot {
            height: new.height + thick,
            ground: old.ground,
            ..new
        };
        canvas.spots[y * size + x] = blend(old, new, share);
    }
    stencil.region
}

fn paint_another(canvas: &mut Canvas, region: Region, stream: &mut Stream) {
    let surfaces: Vec<Family> = Family::seen().filter(|family| !family.is_object()).collect();
    let family = surfaces[stream.below(surfaces.len())];
    let (mut look, mut sample) = (Stream::new(stream.seed(), 0), Stream::new(stream.seed(), 0));
    let view = View::of_surface(&mut sample, canvas.size);
    family.paint(canvas, region, &view, &mut look, &mut sample);
}

fn paint_plain(canvas: &mut Canvas, site: &Site, region: Region, stream: &mut Stream) {
    let under = site.colour(canvas);
    let sheet = colour::apart(stream, under, (0.2 * site.strength).min(0.4));
    let rough = stream.within(0.0, 0.12);
    let noise = Noise::new(stream);
    for (x, y) in region.pixels() {
        let tone = 1.0 + rough * noise.layers(x as f32 * 0.15, y as f32 * 0.15, 2);
        canvas.spots[y * canvas.size + x] = Spot::flat(colour::lit(sheet, tone));
    }
}

/// Turned, brighter or darker, from elsewhere in the picture.
fn move_a_piece(canvas: &mut Canvas, original: &Canvas, site: &Site, region: Region, stream: &mut Stream) {
    let turn = Turn::by(stream.within(0.1, 0.9));
    let size = canvas.size as f32;
    let from = [stream.within(0.3, 0.7) * size, stream.within(0.3, 0.7) * size];
    let tone = 1.0 + stream.sign() * stream.within(0.1, 0.25) * site.strength;
    for (x, y) in region.pixels() {
        let (u, v) = turn.of(x as f32 - site.centre[0], y as f32 - site.centre[1]);
        let spot = original.between(from[0] + u, from[1] + v);
        canvas.spots[y * canvas.size + x] = Spot {
            colour: colour::lit(spot.colour, tone),
            ..spot
        };
    }
}
