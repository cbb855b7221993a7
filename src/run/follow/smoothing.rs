//! A curve without its noise: an exponential moving average.

use super::Bucket;

/// An exponential moving average, freed from the weight of its beginning: after one value it is that value.
#[derive(Debug, Clone, Copy)]
pub struct Ema {
    weight: f64,
    sum: f64,
    /// Weight that the values so far have in all.
    total: f64,
}

impl Ema {
    /// `weight` of the past against each new value: 0 smooths nothing, 0.99 a lot. Clamped to 0..=0.9999.
    pub fn new(weight: f64) -> Self {
        Self {
            weight: weight.clamp(0.0, 0.9999),
            sum: 0.0,
            total: 0.0,
        }
    }

    /// Takes a value; the average after it.
    pub fn push(&mut self, value: f64) -> f64 {
        self.push_many(value, 1)
    }

    /// Takes `count` values of this mean, as if each were the mean; the average after them.
    pub fn push_many(&mut self, mean: f64, count: u64) -> f64 {
        let past = self.weight.powf(count as f64);
        self.sum = past * self.sum + (1.0 - past) * mean;
        self.total = past * self.total + (1.0 - past);
        if self.total > 0.0 {
            self.sum / self.total
        } else {
            mean
        }
    }
}

/// A history smoothed step for step, however many steps a bucket covers: the place of each bucket and the average there.
pub fn smoothed(history: &[Bucket], weight: f64) -> Vec<(f64, f64)> {
    let mut ema = Ema::new(weight);
    history
        .iter()
        .map(|bucket| (bucket.middle(), ema.push_many(bucket.mean(), bucket.count)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Series;
    use super::*;

    #[test]
    fn the_beginning_has_no_weight_of_its_own() {
        let mut ema = Ema::new(0.9);
        assert_eq!(ema.push(4.0), 4.0);
        assert!((ema.push(4.0) - 4.0).abs() < 1e-12);
        let mut none = Ema::new(0.0);
        assert_eq!((none.push(1.0), none.push(5.0)), (1.0, 5.0));
    }

    #[test]
    fn buckets_smooth_like_the_steps_in_them() {
        let (mut fine, mut coarse) = (Series::new(100_000, 1), Series::new(16, 1));
        for step in 1..=1000u64 {
            // A level that rises once.
            let value = if step <= 512 { 1.0 } else { 2.0 };
            fine.push(step, value);
            coarse.push(step, value);
        }
        assert!(coarse.width() > 1);
        let (fine, coarse) = (smoothed(fine.history(), 0.99), smoothed(coarse.history(), 0.99));
        let last = |curve: &[(f64, f64)]| curve[curve.len() - 1].1;
        assert!((last(&fine) - last(&coarse)).abs() < 0.02);
    }
}
