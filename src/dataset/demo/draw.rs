//! One picture, with or without a defect.

use super::camera::{Camera, REACH};
use super::canvas::{Canvas, Region};
use super::change::{AREA, Change};
use super::colour::{Colour, brightness, lit, shifted};
use super::defect::Defect;
use super::defects::Site;
use super::look::Look;
use super::noise::{Noise, SlowNoise, share};
use super::stencil::Stencil;
use super::stream::Stream;
use super::view::View;
use image::{GrayImage, Luma, RgbImage};

/// Tries to make a defect large and strong enough, each larger or stronger than the one before.
const TRIES: usize = 14;

/// The smallest side of a picture, pixels: below it a defect of the least area is a pixel or two.
pub const SMALLEST: u32 = 48;

/// A picture and its mask, of the same size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The photograph.
    pub picture: RgbImage,
    /// 255 where the defect changed it noticeably, else 0.
    pub mask: GrayImage,
}

/// Draws the product of `look`, `size` × `size` pixels (at least [`SMALLEST`]).
///
/// `seed` fixes what differs between pictures of one product: place, light of the moment, noise, and the defect. The
/// same arguments give the same bytes on every machine. Where `defect` does not show on the family
/// ([`Family::shows`](super::Family::shows)), its place is made brighter or darker until it does.
pub fn draw(look: Look, defect: Option<Defect>, size: u32, seed: u64) -> Drawing {
    draw_damaged(look, defect, size, seed, seed)
}

/// Like [`draw`], with the defect fixed by a seed of its own: the same picture with different defects.
pub fn draw_damaged(look: Look, defect: Option<Defect>, size: u32, seed: u64, of_defect: u64) -> Drawing {
    let size = size.max(SMALLEST) as usize;
    let mut placing = Stream::new(seed, 1);
    let view = if look.family.is_object() {
        View::of_object(&mut placing, size)
    } else {
        View::of_surface(&mut placing, size)
    };
    let mut canvas = Canvas::new(size);
    let kind = 16 + look.family as u64;
    let (mut of_look, mut of_sample) = (Stream::new(look.seed, kind), Stream::new(seed, 2));
    look.family.paint(
        &mut canvas,
        Region::whole(size),
        &view,
        &mut of_look,
        &mut of_sample,
    );
    age(&mut canvas, &mut Stream::new(seed, 3));
    let camera = Camera::new(&mut Stream::new(look.seed, 4), &mut Stream::new(seed, 4), size);
    let mut developed = vec![[0.0; 3]; size * size];
    camera.develop(&canvas, Region::whole(size), &mut developed);
    let mut mask = GrayImage::new(size as u32, size as u32);
    if let Some(defect) = defect {
        let scene = Scene {
            canvas: &canvas,
            camera: &camera,
            intact: &developed,
        };
        let (damaged, change) = scene.damage(defect, &mut Stream::new(of_defect, 5));
        for (x, y) in change.pixels() {
            mask.put_pixel(x as u32, y as u32, Luma([255]));
        }
        developed = damaged;
    }
    Drawing {
        picture: camera.expose(&developed),
        mask,
    }
}

/// What is no defect: unevenness of the material, and dust too small and faint to be one.
fn age(canvas: &mut Canvas, stream: &mut Stream) {
    let amount = stream.within(0.0, 0.03);
    let count = stream.within(2.0, 7.0);
    let noise = Noise::new(stream);
    let slow = SlowNoise::new(noise, count);
    let size = canvas.size;
    let scale = 1.0 / size as f32;
    for (x, y) in Region::whole(size).pixels() {
        let factor = 1.0 + amount * slow.at(x as f32 * scale, y as f32 * scale);
        let spot = &mut canvas.spots[y * size + x];
        spot.colour = lit(spot.colour, factor);
    }
    for _ in 0..stream.below(7) {
        let (x, y) = (stream.below(size), stream.below(size));
        let faint = stream.about(0.09);
        let reach = size / 200;
        for (x, y) in (Region {
            left: x,
            top: y,
            right: x + 1,
            bottom: y + 1,
        })
        .grown(reach, size)
        .pixels()
        {
            if share(noise.bits(x as i32, y as i32), 1) < 0.6 {
                let spot = &mut canvas.spots[y * size + x];
                spot.colour = shifted(spot.colour, faint);
            }
        }
    }
}

/// An intact product before its camera.
struct Scene<'a> {
    canvas: &'a Canvas,
    camera: &'a Camera,
    intact: &'a [Colour],
}

impl Scene<'_> {
    /// Damages the product until it shows.
    fn damage(&self, defect: Defect, stream: &mut Stream) -> (Vec<Colour>, Change) {
        let size = self.canvas.size;
        // As much as the masks of inspection datasets: small ones more often than large ones.
        let area = stream.skewed(0.009, 0.07);
        let mut radius = (area / std::f32::consts::PI).sqrt() * size as f32;
        let mut strength = 1.0;
        let mut best: Option<(Vec<Colour>, Change)> = None;
        for _ in 0..TRIES {
            let site = Site {
                centre: self.place(stream, radius),
                radius,
                strength,
            };
            let (damaged, change) = self.attempt(defect, &site, stream);
            if change.is_enough() {
                return (damaged, change);
            }
            if change.area() < *AREA.start() {
                radius = (radius * 1.3).min(size as f32 * 0.2);
                strength *= 1.1;
            } else if change.area() > *AREA.end() {
                radius *= 0.8;
            } else {
                strength *= 1.3;
            }
            if best
                .as_ref()
                .is_none_or(|(_, least)| change.shortfall() < least.shortfall())
            {
                best = Some((damaged, change));
            }
        }
        let (mut damaged, change) = best.unwrap_or_else(|| self.attempt(defect, &self.middle(), stream));
        let change = self.insist(&mut damaged, change, defect, stream);
        (damaged, change)
    }

    fn attempt(&self, defect: Defect, site: &Site, stream: &mut Stream) -> (Vec<Colour>, Change) {
        let size = self.canvas.size;
        let mut canvas = self.canvas.clone();
        let region = defect.inflict(&mut canvas, site, stream).grown(REACH, size);
        let mut damaged = self.intact.to_vec();
        self.camera.develop(&canvas, region, &mut damaged);
        let change = Change::between(self.intact, &damaged, region, size, defect);
        (damaged, change)
    }

    /// A place on the object, not too near the border of the picture.
    fn place(&self, stream: &mut Stream, radius: f32) -> [f32; 2] {
        let size = self.canvas.size as f32;
        let margin = (radius * 0.7).min(size * 0.25);
        let mut centre = [size * 0.5; 2];
        for _ in 0..40 {
            centre = [0, 1].map(|_| stream.within(margin, size - 1.0 - margin));
            if self.canvas.spot(centre[0] as isize, centre[1] as isize).ground > 0.95 {
                break;
            }
        }
        centre
    }

    fn middle(&self) -> Site {
        let size = self.canvas.size as f32;
        Site {
            centre: [size * 0.5; 2],
            radius: size * 0.1,
            strength: 2.0,
        }
    }

    /// Makes the changed place, or a place of the right size where too little or too much changed, darker or brighter
    /// as a whole until its change is enough.
    fn insist(&self, damaged: &mut [Colour], change: Change, defect: Defect, stream: &mut Stream) -> Change {
        let size = self.canvas.size;
        let places: Vec<(usize, f32)> = if AREA.contains(&change.area()) {
            change.pixels().map(|(x, y)| (y * size + x, 1.0)).collect()
        } else {
            damaged.copy_from_slice(self.intact);
            let radius = size as f32 * 0.08;
            let centre = self.place(stream, radius);
            let blob = Stencil::blob(stream, centre, radius, size).on_object(self.canvas);
            blob.touched()
                .map(|(x, y, cover)| (y * size + x, cover))
                .collect()
        };
        let sum: f32 = places.iter().map(|&(place, _)| brightness(damaged[place])).sum();
        let step = if sum > 0.5 * places.len() as f32 {
            -0.06
        } else {
            0.06
        };
        let mut change = change;
        for _ in 0..5 {
            for &(place, cover) in &places {
                damaged[place] = shifted(damaged[place], step * cover).map(|v| v.clamp(0.0, 1.0));
            }
            change = Change::between(self.intact, damaged, Region::whole(size), size, defect);
            if change.is_enough() {
                break;
            }
        }
        change
    }
}
