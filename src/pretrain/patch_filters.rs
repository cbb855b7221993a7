//! What the vision tower begins to see a patch with: cosines of all lengths, each as strong as the others.
//!
//! Filters drawn at random answer almost alike, as in pictures the slow changes outweigh the fast ones by far, and a
//! crack or a blur is a fast one. In 450 steps the two starts came out within each other's noise; the demo model was
//! made from this one.

use super::Recipe;
use super::example::Example;
use crate::train::Upsampling;
use candle_core::{Device, Result, Tensor};
use std::f64::consts::PI;

/// Brightness and two differences of colours, of length 1 and at right angles.
#[allow(
    clippy::approx_constant,
    reason = "the demo model was made with these digits, and its last bits follow from them"
)]
const COLOURS: [[f64; 3]; 3] = [
    [0.577_350_269, 0.577_350_269, 0.577_350_269],
    [0.707_106_781, -0.707_106_781, 0.0],
    [0.408_248_290, 0.408_248_290, -0.816_496_581],
];
/// Of 16 filters, how many see brightness; the others share the colours, of which eyes see less detail, too.
const BRIGHTNESS: usize = 10;
/// Pictures over which the answers get the same strength.
const PICTURES: usize = 32;
/// A step that no run reaches: their pictures are used for nothing else.
const STEP: usize = 1 << 32;

/// The weights of the patch embedding, (V, 3, P, P).
pub(super) fn patch_filters(recipe: &Recipe) -> Result<Tensor> {
    let (side, width) = (recipe.patch, recipe.width);
    let mut filters: Vec<Vec<f64>> = Vec::with_capacity(width);
    let bright = (width * BRIGHTNESS / 16).min(side * side);
    let first = (width - bright) / 2;
    for (colour, count) in COLOURS.iter().zip([bright, first, width - bright - first]) {
        let waves = waves(side);
        filters.extend(
            waves
                .iter()
                .cycle()
                .take(count)
                .map(|wave| filter(colour, *wave, side)),
        );
    }
    let strengths = strengths(recipe, &filters);
    let values: Vec<f32> = filters
        .iter()
        .zip(strengths)
        .flat_map(|(filter, strength)| filter.iter().map(move |value| (value / strength) as f32))
        .collect();
    Tensor::from_vec(values, (width, 3, side, side), &Device::Cpu)
}

/// Half-waves across and down, the longest waves first.
fn waves(side: usize) -> Vec<[usize; 2]> {
    let mut waves: Vec<[usize; 2]> = (0..side * side).map(|i| [i % side, i / side]).collect();
    waves.sort_by_key(|[x, y]| (x * x + y * y, *y));
    waves
}

/// A filter of length 1, (3, P, P).
fn filter(colour: &[f64; 3], [across, down]: [usize; 2], side: usize) -> Vec<f64> {
    let cosine = |wave: usize, at: usize| {
        let size = if wave == 0 { 1.0 } else { 2.0 } / side as f64;
        size.sqrt() * (PI * wave as f64 * (at as f64 + 0.5) / side as f64).cos()
    };
    colour
        .iter()
        .flat_map(|part| {
            (0..side * side).map(move |i| part * cosine(across, i % side) * cosine(down, i / side))
        })
        .collect()
}

/// Root of the mean square of every filter's answers to patches of pictures such as training shows.
fn strengths(recipe: &Recipe, filters: &[Vec<f64>]) -> Vec<f64> {
    let (side, size) = (recipe.patch, recipe.image_size);
    let upsampling = Upsampling::new(recipe.grid(), size);
    let mut squares = vec![0f64; filters.len()];
    let mut patch = vec![0f32; 3 * side * side];
    for index in 0..PICTURES {
        let pixels = Example::new(recipe, &upsampling, STEP, index).pixels;
        for place in 0..recipe.grid().pow(2) {
            let (left, top) = (place % recipe.grid() * side, place / recipe.grid() * side);
            for (i, value) in patch.iter_mut().enumerate() {
                let (channel, y, x) = (i / (side * side), i / side % side, i % side);
                *value = pixels[channel * size * size + (top + y) * size + left + x];
            }
            for (square, filter) in squares.iter_mut().zip(filters) {
                let answer: f64 = filter.iter().zip(&patch).map(|(f, p)| f * f64::from(*p)).sum();
                *square += answer * answer;
            }
        }
    }
    let patches = (PICTURES * recipe.grid().pow(2)) as f64;
    squares
        .into_iter()
        .map(|square| (square / patches).sqrt().max(1e-3))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_of_one_colour_are_of_length_1_and_at_right_angles() {
        let waves = waves(6);
        assert_eq!(waves[0], [0, 0]);
        let filters: Vec<Vec<f64>> = waves.iter().map(|wave| filter(&COLOURS[2], *wave, 6)).collect();
        for (i, one) in filters.iter().enumerate() {
            for (j, other) in filters.iter().enumerate() {
                let product: f64 = one.iter().zip(other).map(|(a, b)| a * b).sum();
                let expected = f64::from(u8::from(i == j));
                assert!((product - expected).abs() < 1e-6, "{i} {j}: {product}");
            }
        }
    }

    #[test]
    fn every_filter_answers_as_strongly_as_the_others() {
        let recipe = Recipe {
            image_size: 56,
            ..Recipe::default()
        };
        let filters = patch_filters(&recipe).unwrap();
        assert_eq!(filters.dims(), [192, 3, 14, 14]);
        let filters: Vec<Vec<f32>> = filters.flatten_from(1).unwrap().to_vec2().unwrap();
        let filters: Vec<Vec<f64>> = filters
            .iter()
            .map(|filter| filter.iter().map(|value| f64::from(*value)).collect())
            .collect();
        for strength in strengths(&recipe, &filters) {
            assert!((strength - 1.0).abs() < 0.01, "{strength}");
        }
    }
}
