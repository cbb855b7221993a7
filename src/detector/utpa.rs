//! UTPA: unified text-patch alignment. Cosines between patches and prompts become the image score.
//!
//! Runs on the host: a scale's cosines are L×2 numbers, and the same code then serves every device.

/// τ of the softmax over the two prompts.
pub const TEMPERATURE: f32 = 0.07;

/// One scale's cosines, per patch: with the normal prompt and with the abnormal one.
pub type Cosines = [[f32; 2]];

/// p(abnormal) of a pair of cosines.
pub fn probability(cosines: [f32; 2]) -> f32 {
    probability_at(cosines, TEMPERATURE)
}

/// p(abnormal) of a pair of cosines under another τ.
pub fn probability_at(cosines: [f32; 2], temperature: f32) -> f32 {
    let [normal, abnormal] = cosines;
    1.0 / (1.0 + ((normal - abnormal) / temperature).exp())
}

/// The patches with the largest p(abnormal), at most `k`, in no particular order; equal ones by position.
/// p grows with the difference of the cosines, which does not saturate.
pub fn top_patches(cosines: &Cosines, k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..cosines.len()).collect();
    let k = k.min(order.len());
    if k == 0 {
        return Vec::new();
    }
    let difference = |i: usize| cosines[i][1] - cosines[i][0];
    if k < order.len() {
        order.select_nth_unstable_by(k - 1, |&a, &b| {
            difference(b).total_cmp(&difference(a)).then(a.cmp(&b))
        });
    }
    order.truncate(k);
    order
}

/// The two logits: mean cosines of the top `k` patches of every scale, over τ.
pub fn logits(scales: &[&Cosines], k: usize) -> [f32; 2] {
    let mut sum = [0f64; 2];
    let mut count = 0usize;
    for cosines in scales {
        for patch in top_patches(cosines, k) {
            sum[0] += f64::from(cosines[patch][0]);
            sum[1] += f64::from(cosines[patch][1]);
            count += 1;
        }
    }
    sum.map(|s| (s / count as f64) as f32 / TEMPERATURE)
}

/// Probability of abnormal.
pub fn score(logits: [f32; 2]) -> f32 {
    1.0 / (1.0 + (logits[0] - logits[1]).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_patches_are_those_with_the_largest_difference() {
        let cosines = [[0.1, 0.2], [0.0, 0.5], [0.3, 0.3], [0.0, 0.5], [0.2, 0.0]];
        let mut top = top_patches(&cosines, 2);
        top.sort_unstable();
        assert_eq!(top, [1, 3]);
        assert_eq!(top_patches(&cosines, 99).len(), 5);
        assert!(top_patches(&cosines, 0).is_empty());
    }

    #[test]
    fn equal_cosines_give_a_half() {
        assert_eq!(probability([0.3, 0.3]), 0.5);
        let flat = [[0.2f32, 0.2]; 4];
        assert_eq!(score(logits(&[&flat, &flat], 2)), 0.5);
    }

    #[test]
    fn the_score_follows_the_mean_of_the_top_patches() {
        let scale = [[0.0, 0.07], [0.0, 0.14], [0.0, -1.0]];
        let expected = 1.0 / (1.0 + (-1.5f32).exp());
        assert!((score(logits(&[&scale], 2)) - expected).abs() < 1e-6);
    }
}
