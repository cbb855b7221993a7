//! Dice on both channels, from sums over the grid alone.

use super::{GroundTruth, Upsampling};

/// Added above and below the fraction line.
const SMOOTH: f64 = 1.0;

/// dice(map_abnormal, mask) + dice(map_normal, 1 − mask) of one picture, times `scale`; its gradient with respect
/// to p(abnormal) on the grid is added to `gradient`.
pub fn dice(
    upsampling: &Upsampling,
    p: &[f32],
    truth: &GroundTruth,
    scale: f64,
    gradient: &mut [f32],
) -> f64 {
    let pixels = (upsampling.size() * upsampling.size()) as f64;
    let area = truth.area() as f64;
    let (mut sum, mut hit) = (0f64, 0f64);
    for (place, (&p, &seen)) in p.iter().zip(truth.grid()).enumerate() {
        sum += upsampling.sum_weight(place) * f64::from(p);
        hit += f64::from(seen) * f64::from(p);
    }
    let abnormal = Fraction {
        above: 2.0 * hit + SMOOTH,
        below: sum + area + SMOOTH,
    };
    // The normal channel is 1 − map, its mask 1 − mask.
    let normal = Fraction {
        above: 2.0 * (pixels - sum - area + hit) + SMOOTH,
        below: (pixels - sum) + (pixels - area) + SMOOTH,
    };
    // d/dp of −above/below, with dabove = ±2·mask and dbelow = ±1 for every pixel of the map.
    let of_sum = abnormal.slope_below() - (2.0 * normal.slope_above() + normal.slope_below());
    let of_hit = 2.0 * abnormal.slope_above() + 2.0 * normal.slope_above();
    for (place, (slot, &seen)) in gradient.iter_mut().zip(truth.grid()).enumerate() {
        *slot += (scale * (of_sum * upsampling.sum_weight(place) + of_hit * f64::from(seen))) as f32;
    }
    scale * (2.0 - abnormal.value() - normal.value())
}

struct Fraction {
    above: f64,
    below: f64,
}

impl Fraction {
    fn value(&self) -> f64 {
        self.above / self.below
    }

    /// Of `−value`, with respect to `above`.
    fn slope_above(&self) -> f64 {
        -1.0 / self.below
    }

    /// Of `−value`, with respect to `below`.
    fn slope_below(&self) -> f64 {
        self.above / (self.below * self.below)
    }
}
