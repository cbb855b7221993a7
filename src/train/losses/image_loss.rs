//! Cross-entropy on the mean cosines of the top patches.

use crate::detector::utpa::{Cosines, TEMPERATURE, logits, top_patches};

/// A picture's loss and what follows for the cosines.
#[derive(Debug)]
pub struct ImageLoss {
    /// This picture's share of the batch's mean.
    pub loss: f64,
    /// Patches of every layer that made the logits.
    pub top: Vec<Vec<usize>>,
    /// The gradient with respect to the cosines of each of these patches.
    pub gradient: [f32; 2],
}

/// The loss of a picture's cosines, (layers, L), in a batch of `pictures`.
pub fn image_loss(scales: &[&Cosines], k: usize, is_anomalous: bool, pictures: usize) -> ImageLoss {
    let top: Vec<Vec<usize>> = scales.iter().map(|cosines| top_patches(cosines, k)).collect();
    let count: usize = top.iter().map(Vec::len).sum();
    let [normal, abnormal] = logits(scales, k).map(f64::from);
    // ln Σ exp without overflow.
    let largest = normal.max(abnormal);
    let sum = largest + ((normal - largest).exp() + (abnormal - largest).exp()).ln();
    let truth = if is_anomalous { abnormal } else { normal };
    let share = 1.0 / pictures as f64;
    let per_patch = share / (count as f64 * f64::from(TEMPERATURE));
    let target = f64::from(u8::from(is_anomalous));
    let of_abnormal = ((abnormal - sum).exp() - target) * per_patch;
    ImageLoss {
        loss: share * (sum - truth),
        top,
        gradient: [-of_abnormal as f32, of_abnormal as f32],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undecided_picture_costs_ln_2_and_pulls_both_ways_alike() {
        let flat = [[0.1f32, 0.1]; 6];
        let found = image_loss(&[&flat, &flat], 2, true, 4);
        assert!((found.loss - 2f64.ln() / 4.0).abs() < 1e-9);
        assert_eq!(found.top, [[0, 1], [0, 1]]);
        let expected = 0.5 / 4.0 / (4.0 * 0.07);
        assert!((found.gradient[0] - expected).abs() < 1e-6);
        assert!((found.gradient[1] + expected).abs() < 1e-6);
    }
}
