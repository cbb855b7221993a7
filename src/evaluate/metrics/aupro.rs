//! AUPRO of both presets: the mean over regions of their covered fraction, against the false positive rate.

use super::Undefined;
use super::ranking::count_from;

/// The greatest false positive rate that counts.
pub(super) const LIMIT: f64 = 0.3;

/// A point of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ProPoint {
    /// Normal pixels above the threshold, as a fraction of all.
    pub false_positive_rate: f64,
    /// Mean over regions of the fraction above the threshold.
    pub overlap: f64,
}

/// The released definition on points of ascending thresholds: those with FPR < 0.3 are kept, their FPR is
/// rescaled by their own least and greatest, and the area taken by the trapezoid rule.
pub(super) fn released_area(points: &[ProPoint]) -> Result<f64, Undefined> {
    let kept = &points[points.partition_point(|point| point.false_positive_rate >= LIMIT)..];
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else {
        return Err(Undefined::NoPointBelowLimit);
    };
    let (least, spread) = (
        last.false_positive_rate,
        first.false_positive_rate - last.false_positive_rate,
    );
    if spread <= 0.0 {
        return Err(Undefined::OneRateBelowLimit);
    }
    let x = |point: &ProPoint| (point.false_positive_rate - least) / spread;
    Ok(kept
        .windows(2)
        .map(|pair| (x(&pair[0]) - x(&pair[1])) * (pair[0].overlap + pair[1].overlap) / 2.0)
        .sum())
}

/// What one anomalous pixel adds to the area under its region's curve up to the limit, when every distinct score
/// is a threshold and points are joined by straight lines. The pixel lifts the curve by one step where the
/// negatives above it are counted; with `e` negatives of its own score the step is a ramp `e` wide. So the area
/// needs each pixel's rank among the negatives, and no curve.
#[derive(Debug, Clone, Copy)]
pub(super) struct PartialArea<'k> {
    /// Keys of all negatives, ascending.
    negatives: &'k [u32],
    /// 0.3 of the negatives.
    limit: f64,
    /// The greatest of them, a few more than `limit`: a pixel below these adds nothing.
    relevant: &'k [u32],
}

impl<'k> PartialArea<'k> {
    /// Ranks among these keys, ascending.
    pub fn new(negatives: &'k [u32]) -> Self {
        let limit = LIMIT * negatives.len() as f64;
        let most = (limit.ceil() as usize + 1).min(negatives.len());
        Self {
            negatives,
            limit,
            relevant: &negatives[negatives.len() - most..],
        }
    }

    /// The area in negatives: the limit at most.
    pub fn of(&self, key: u32) -> f64 {
        let not_above = self.relevant.partition_point(|&k| k <= key);
        let above = (self.relevant.len() - not_above) as f64;
        let room = self.limit - above;
        if room <= 0.0 {
            return 0.0;
        }
        let is_tied = not_above > 0 && self.relevant[not_above - 1] == key;
        if !is_tied {
            return room;
        }
        // The tie may go on below the relevant ones.
        let equal = count_from(self.negatives, key) as f64 - above;
        if equal <= room {
            room - equal / 2.0
        } else {
            room * room / (2.0 * equal)
        }
    }

    /// The area of all regions' curves as a fraction of what it could be.
    pub fn share(&self, area: f64, regions: usize) -> f64 {
        area / (regions as f64 * self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(false_positive_rate: f64, overlap: f64) -> ProPoint {
        ProPoint {
            false_positive_rate,
            overlap,
        }
    }

    #[test]
    fn kept_rates_are_rescaled_to_the_unit_interval() {
        let points = [point(1.0, 1.0), point(0.3, 1.0), point(0.2, 0.8), point(0.1, 0.4)];
        assert!((released_area(&points).unwrap() - 0.6).abs() < 1e-15);
        assert_eq!(released_area(&points[..2]), Err(Undefined::NoPointBelowLimit));
        assert_eq!(released_area(&points[..3]), Err(Undefined::OneRateBelowLimit));
        assert_eq!(
            released_area(&[point(0.1, 0.5), point(0.1, 0.2)]),
            Err(Undefined::OneRateBelowLimit)
        );
    }

    #[test]
    fn steps_and_ramps_are_cut_at_the_limit() {
        let negatives = [1, 2, 3, 4, 5, 6, 7, 7, 9, 10];
        let partial = PartialArea::new(&negatives);
        // Three negatives count. Above everything: all three.
        assert_eq!(partial.of(11), 3.0);
        // Below one of them; tied with the greatest; tied with two of which one counts.
        assert!((partial.of(9) - 1.5).abs() < 1e-12);
        assert!((partial.of(8) - 1.0).abs() < 1e-12);
        assert!((partial.of(7) - 0.25).abs() < 1e-12);
        assert_eq!(partial.of(6), 0.0);
        // One score for all: a straight line, cut at 0.3.
        let partial = PartialArea::new(&[5; 10]);
        assert!((partial.share(partial.of(5), 1) - 0.15).abs() < 1e-12);
    }
}
