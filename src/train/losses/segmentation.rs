//! The segmentation loss of one layer's map of one picture.

use super::dice::dice;
use super::focal::focal;
use super::{GroundTruth, Upsampling};
use crate::detector::utpa::{Cosines, TEMPERATURE, probability};

/// A map's loss and what follows for the cosines.
#[derive(Debug)]
pub struct MapLoss {
    /// focal + dice of both channels, this picture's share of the batch's mean.
    pub loss: f64,
    /// The gradient with respect to the cosines, (L).
    pub gradient: Vec<[f32; 2]>,
}

/// The loss of one layer's cosines (L) with one picture of a batch of `pictures`.
pub fn map_loss(upsampling: &Upsampling, cosines: &Cosines, truth: &GroundTruth, pictures: usize) -> MapLoss {
    let p: Vec<f32> = cosines.iter().map(|&pair| probability(pair)).collect();
    let mut gradient = vec![0f32; p.len()];
    let share = 1.0 / pictures as f64;
    let pixels = (upsampling.size() * upsampling.size()) as f64;
    let loss = focal(upsampling, &p, truth, share / pixels, &mut gradient)
        + dice(upsampling, &p, truth, share, &mut gradient);
    let gradient = p
        .iter()
        .zip(gradient)
        .map(|(p, gradient)| {
            let of_difference = gradient * p * (1.0 - p) / TEMPERATURE;
            [-of_difference, of_difference]
        })
        .collect();
    MapLoss { loss, gradient }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{Mask, Picture};
    use image::{Rgb, RgbImage};

    fn truth(size: u32, upsampling: &Upsampling) -> GroundTruth {
        let mut picture = RgbImage::new(size, size);
        for (x, y) in [(3, 4), (4, 4), (5, 4), (4, 5), (20, 27)] {
            picture.put_pixel(x, y, Rgb([255; 3]));
        }
        GroundTruth::new(
            &Mask::new(&Picture::from_rgb(picture), size as usize),
            true,
            upsampling,
        )
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let (g, s) = (4, 28);
        let upsampling = Upsampling::new(g, s);
        let truth = truth(s as u32, &upsampling);
        let cosines: Vec<[f32; 2]> = (0..g * g)
            .map(|i| [0.1 * (i as f32).sin(), 0.1 * (i as f32 * 1.7).cos()])
            .collect();
        let MapLoss { gradient, .. } = map_loss(&upsampling, &cosines, &truth, 2);
        let step = 2e-3f32;
        for place in 0..g * g {
            for side in 0..2 {
                let moved = |by: f32| {
                    let mut cosines = cosines.clone();
                    cosines[place][side] += by;
                    map_loss(&upsampling, &cosines, &truth, 2).loss
                };
                let slope = (moved(step) - moved(-step)) / f64::from(2.0 * step);
                let found = f64::from(gradient[place][side]);
                assert!(
                    (slope - found).abs() < 2e-3 * slope.abs() + 2e-5,
                    "{place} {side}: {slope} {found}"
                );
            }
        }
    }
}
