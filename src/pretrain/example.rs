//! The pictures of a step: drawn afresh, with a look of their own, as different cameras would show them.

use super::{Recipe, darkroom};
use crate::dataset::demo::{Defect, Drawing, Family, Look, SMALLEST, draw, draw_damaged};
use crate::picture::{Mask, ModelInput, Picture};
use crate::train::{Generator, GroundTruth, Upsampling};
use image::{DynamicImage, GrayImage, RgbImage, imageops};

/// Of pictures larger than what the model takes this share is used at least.
const SMALLEST_CROP: f64 = 0.6;
/// A crop keeps a defect if its mask still covers this share.
const LEAST_AREA: f64 = 0.004;

/// Late in a run this share of the pictures shows objects alone, which are few among the families and harder: what lies beside
/// an object, and its edge, are no defects.
const OBJECTS: f64 = 0.4;

/// A picture with its truth.
#[derive(Debug)]
pub(super) struct Example {
    /// (3, S, S), normalised.
    pub pixels: Vec<f32>,
    pub truth: GroundTruth,
}

impl Example {
    /// Picture `index` of step `step`; of four the first has no defect. Follows from the seed and these numbers alone.
    pub fn new(recipe: &Recipe, upsampling: &Upsampling, step: usize, index: usize) -> Self {
        let size = recipe.image_size;
        let (picture, mask) = photograph(recipe, step, index);
        let mask = Mask::new(&Picture::from_rgb(DynamicImage::from(mask).into_rgb8()), size);
        Self {
            pixels: ModelInput::new(&Picture::from_rgb(picture), size).normalised(),
            truth: GroundTruth::new(&mask, mask.area() > 0, upsampling),
        }
    }
}

/// The picture and its mask, S×S.
fn photograph(recipe: &Recipe, step: usize, index: usize) -> (RgbImage, GrayImage) {
    let mut random = Generator::new(recipe.seed, ((step as u64 + 1) << 16) | index as u64);
    let late = recipe.objects_from()..recipe.steps;
    let only_objects = late.contains(&step) && random.uniform() < OBJECTS;
    let families: Vec<Family> = Family::seen()
        .filter(|family| !only_objects || family.is_object())
        .collect();
    let family = families[random.below(families.len())];
    let defects = family.showing(&Defect::seen().collect::<Vec<_>>());
    let mut any = || defects[random.below(defects.len())];
    let wanted = match index % 4 {
        _ if defects.is_empty() => Vec::new(),
        0 => Vec::new(),
        1 => vec![any()],
        _ => vec![any(), any()],
    };
    let (look, seed) = (random.bits(), random.bits());
    let size = recipe.image_size as u32;
    let drawn = if random.uniform() < 0.2 {
        size * 4 / 3
    } else {
        size
    };
    let drawing = with_defects(Look::new(family, look), &wanted, drawn.max(SMALLEST), seed);
    let framed = frame(drawing, &mut random);
    let (picture, mask) = (framed.picture, framed.mask);
    let input = ModelInput::new(&Picture::from_rgb(picture), size as usize);
    let picture = RgbImage::from_raw(size, size, input.rgb().to_vec()).unwrap_or_default();
    (darkroom::develop(picture, &mut random), mask)
}

/// A product with all of `defects`: they are many in training, as what a picture teaches lies in them.
fn with_defects(look: Look, defects: &[Defect], size: u32, seed: u64) -> Drawing {
    let mut whole = draw(look, defects.first().copied(), size, seed);
    for (place, defect) in defects.iter().enumerate().skip(1) {
        let other = draw_damaged(look, Some(*defect), size, seed, seed.wrapping_add(place as u64));
        for ((x, y, inside), pixel) in other.mask.enumerate_pixels().zip(other.picture.pixels()) {
            if inside[0] > 0 {
                whole.picture.put_pixel(x, y, *pixel);
                whole.mask.put_pixel(x, y, *inside);
            }
        }
    }
    whole
}

/// Flips, quarter turns and crops.
fn frame(drawing: Drawing, random: &mut Generator) -> Drawing {
    let Drawing {
        mut picture,
        mut mask,
    } = drawing;
    let turn = random.below(8);
    if turn & 1 != 0 {
        imageops::flip_horizontal_in_place(&mut picture);
        imageops::flip_horizontal_in_place(&mut mask);
    }
    if turn & 2 != 0 {
        imageops::flip_vertical_in_place(&mut picture);
        imageops::flip_vertical_in_place(&mut mask);
    }
    if turn & 4 != 0 {
        picture = imageops::rotate90(&picture);
        mask = imageops::rotate90(&mask);
    }
    let side = picture.width();
    let wanted = random.uniform();
    let share = SMALLEST_CROP + (1.0 - SMALLEST_CROP) * random.uniform();
    let crop = ((f64::from(side) * share) as u32).clamp(1, side);
    let [x, y] = [0, 1].map(|_| random.below((side - crop + 1) as usize) as u32);
    if wanted < 0.35 {
        let part = imageops::crop_imm(&mask, x, y, crop, crop).to_image();
        let inside = part.pixels().filter(|pixel| pixel[0] > 0).count();
        let whole = mask.pixels().any(|pixel| pixel[0] > 0);
        if !whole || inside as f64 >= LEAST_AREA * f64::from(crop * crop) {
            picture = imageops::crop_imm(&picture, x, y, crop, crop).to_image();
            mask = part;
        }
    }
    Drawing { picture, mask }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_of_four_pictures_have_defects_and_each_follows_from_its_numbers() {
        let recipe = Recipe {
            image_size: 56,
            ..Recipe::default()
        };
        let upsampling = Upsampling::new(recipe.grid(), recipe.image_size);
        let pixels = |step, index| Example::new(&recipe, &upsampling, step, index).pixels;
        assert_eq!(pixels(3, 1), pixels(3, 1));
        assert_ne!(pixels(3, 1), pixels(4, 1));
        for index in 0..8 {
            let example = Example::new(&recipe, &upsampling, 7, index);
            assert_eq!(example.truth.is_anomalous(), index % 4 != 0);
            assert_eq!(example.pixels.len(), 3 * 56 * 56);
        }
    }
}
