//! One picture, with or without a defect.

use super::camera::{Camera, REACH};
use super::canvas::{Canvas, Region};
use super::change::Change;
use super::colour::{Colour, brightness};
use super::defect::Defect;
use super::defects::Site;
use super::look::Look;
use super::noise::{Noise, share};
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
        let (damaged, change) = scene.damage(defect, &mut Stream::new(seed, 5));
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
    let scale = stream.within(2.0, 7.0) / canvas.size as f32;
    let noise = Noise::new(stream);
    let size = canvas.size;
    for (x, y) in Region::whole(size).pixels() {
        let factor = 1.0 + amount * noise.at(x as f32 * scale, y as f32 * scale);
        let spot = &mut canvas.spots[y * size + x];
        spot.colour = spot.colour.map(|v| v * factor);
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
                spot.colour = spot.colour.map(|v| v + faint);
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
        let mut radius = (area / 3.14).sqrt() * size as f32;
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
            if change.area() < *super::change::AREA.start() {
                radius = (radius * 1.3).min(size as f32 * 0.2);
                strength *= 1.1;
            } else if change.area() > *super::change::AREA.end() {
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
        let change = self.insist(&mut damaged, change, defect);
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

    /// Makes the changed place darker or brighter as a whole until its change is enough.
    fn insist(&self, damaged: &mut [Colour], mut change: Change, defect: Defect) -> Change {
        let size = self.canvas.size;
        for _ in 0..4 {
            if change.is_enough() {
                break;
            }
            let places: Vec<usize> = change.pixels().map(|(x, y)| y * size + x).collect();
            let mean = places
                .iter()
                .map(|&place| brightness(damaged[place]))
                .sum::<f32>()
                / places.len().max(1) as f32;
            let step = if mean > 0.5 { -0.06 } else { 0.06 };
            for place in places {
                damaged[place] = damaged[place].map(|v| (v + step).clamp(0.0, 1.0));
            }
            change = Change::between(self.intact, damaged, Region::whole(size), size, defect);
        }
        change
    }
}
