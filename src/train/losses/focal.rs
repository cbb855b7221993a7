//! Focal loss on the upsampled map, a row at a time.

use super::{GroundTruth, Upsampling};

/// Keeps the one-hot target and the probability away from 0.
const SMOOTH: f32 = 1e-5;

/// Σ over the pixels of `−(1 − pt)² ln pt` of one picture, times `scale`; its gradient with respect to p(abnormal)
/// on the grid is added to `gradient`.
pub fn focal(
    upsampling: &Upsampling,
    p: &[f32],
    truth: &GroundTruth,
    scale: f64,
    gradient: &mut [f32],
) -> f64 {
    let (g, s) = (upsampling.grid(), upsampling.size());
    let (mut mixed, mut row, mut mask) = (vec![0f32; g], vec![0f32; s], vec![0f32; s]);
    let mut total = 0f64;
    for (y, &tap) in upsampling.taps().iter().enumerate() {
        upsampling.row(tap, p, &mut mixed, &mut row);
        if truth.row_is_normal(y) {
            mask.fill(0.0);
        } else {
            truth.row(y, &mut mask);
        }
        total += f64::from(pixels(&mut row, &mask, scale as f32));
        upsampling.add_row_back(tap, &row, &mut mixed, gradient);
    }
    scale * total
}

/// The sum of a row's losses; the row of probabilities becomes that of their gradients times `scale`.
fn pixels(row: &mut [f32], mask: &[f32], scale: f32) -> f32 {
    let mut total = 0f32;
    for (value, &mask) in row.iter_mut().zip(mask) {
        // The probability of the true side, and how it moves with p(abnormal).
        let sign = 2.0 * mask - 1.0;
        let right = if mask > 0.5 { *value } else { 1.0 - *value };
        let pt = right * (1.0 - 2.0 * SMOOTH) + 2.0 * SMOOTH;
        let (log, miss) = (pt.ln(), 1.0 - pt);
        total -= miss * miss * log;
        let slope = miss * (2.0 * log - miss / pt);
        *value = scale * sign * (1.0 - 2.0 * SMOOTH) * slope;
    }
    total
}
