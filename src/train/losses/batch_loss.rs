//! The losses of a batch from the cosines of all scales.

use super::{GroundTruth, Upsampling, image_loss, map_loss};
use rayon::prelude::*;

/// The losses of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Losses {
    /// focal and dice, summed over the layers.
    pub segmentation: f64,
    /// Cross-entropy.
    pub image: f64,
}

/// Losses of the pictures of `truths` and their gradients with respect to the cosines of every (scale, picture) pair,
/// scale by scale. Means are over `pictures`: more than there are where a batch is taken in parts.
pub fn batch_losses(
    upsampling: &Upsampling,
    top_k: usize,
    cosines: &[Vec<[f32; 2]>],
    truths: &[&GroundTruth],
    pictures: usize,
) -> (Losses, Vec<Vec<[f32; 2]>>) {
    let b = truths.len();
    let mut maps: Vec<_> = cosines
        .par_iter()
        .enumerate()
        .map(|(pair, cosines)| map_loss(upsampling, cosines, truths[pair % b], pictures))
        .collect();
    let mut losses = Losses {
        segmentation: maps.iter().map(|map| map.loss).sum(),
        image: 0.0,
    };
    for (picture, truth) in truths.iter().enumerate() {
        let pairs: Vec<usize> = (picture..cosines.len()).step_by(b).collect();
        let scales: Vec<&[[f32; 2]]> = pairs.iter().map(|&pair| cosines[pair].as_slice()).collect();
        let image = image_loss(&scales, top_k, truth.is_anomalous(), pictures);
        losses.image += image.loss;
        for (&pair, top) in pairs.iter().zip(&image.top) {
            for &patch in top {
                let slot = &mut maps[pair].gradient[patch];
                *slot = [slot[0] + image.gradient[0], slot[1] + image.gradient[1]];
            }
        }
    }
    (losses, maps.into_iter().map(|map| map.gradient).collect())
}
