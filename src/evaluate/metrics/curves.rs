//! Curves and distributions for drawing.

use super::ranking::{Ranking, count_from};
use super::score_key::{first_from, score};
use serde::{Deserialize, Deserializer, Serialize};

/// How much of a class's curves is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimation {
    /// Most points of a curve, at least 2.
    pub points: usize,
    /// Bins of a histogram, at least 1.
    pub bins: usize,
}

/// One threshold of a curve, fractions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// False positive rate, or recall.
    pub x: f64,
    /// True positive rate, precision, or mean overlap of regions.
    pub y: f64,
    /// Scores of at least this are called anomalous; infinite, and null in JSON, where nothing is.
    #[serde(deserialize_with = "null_as_infinite")]
    pub threshold: f32,
}

fn null_as_infinite<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    Ok(Option::<f32>::deserialize(deserializer)?.unwrap_or(f32::INFINITY))
}

/// Scores counted in equal bins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreHistogram {
    /// The least score, where the first bin begins.
    pub low: f32,
    /// The greatest score, which the last bin includes.
    pub high: f32,
    /// Normal images, or pixels, per bin.
    pub normal: Vec<u64>,
    /// Anomalous ones per bin.
    pub anomalous: Vec<u64>,
}

/// What can be drawn of a class. A part is empty, or absent, where its metrics are undefined.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ClassCurves {
    /// True over false positive rate of images, ascending.
    pub image_roc: Vec<CurvePoint>,
    /// Precision over recall of images, ascending in recall.
    pub image_precision_recall: Vec<CurvePoint>,
    /// Distribution of the image scores.
    pub image_scores: Option<ScoreHistogram>,
    /// True over false positive rate of pixels, ascending.
    pub pixel_roc: Vec<CurvePoint>,
    /// Precision over recall of pixels, ascending in recall.
    pub pixel_precision_recall: Vec<CurvePoint>,
    /// Mean overlap of regions over the false positive rate, ascending, up to a rate of 0.3; of the exact preset
    /// the last point may lie beyond, where the interpolated one is.
    pub pixel_pro: Vec<CurvePoint>,
    /// Distribution of the pixels of all maps.
    pub pixel_scores: Option<ScoreHistogram>,
}

impl Ranking<'_> {
    /// Points of the ROC curve, at most `most`, spread evenly along its height plus width; both ends included.
    pub fn roc(&self, most: usize) -> Vec<CurvePoint> {
        let steps = most.max(2) - 1;
        let (p, n) = (self.positives.len() as f64, self.negatives.len() as f64);
        let travelled = |key| {
            let (hits, false_positives) = self.from(key);
            hits as f64 / p + false_positives as f64 / n
        };
        let mut keys = if self.positives.len() + self.negatives.len() < most {
            [self.positives, self.negatives].concat()
        } else {
            (1..=steps)
                .map(|step| last_key(|key| travelled(key) >= 2.0 * step as f64 / steps as f64))
                .collect()
        };
        keys.sort_unstable_by(|a, b| b.cmp(a));
        let start = CurvePoint {
            x: 0.0,
            y: 0.0,
            threshold: f32::INFINITY,
        };
        let points = keys.into_iter().map(|key| {
            let (hits, false_positives) = self.from(key);
            CurvePoint {
                x: false_positives as f64 / n,
                y: hits as f64 / p,
                threshold: score(key),
            }
        });
        without_repeats(std::iter::once(start).chain(points))
    }

    /// Points of the precision-recall curve, at most `most`, spread evenly in recall.
    pub fn precision_recall(&self, most: usize) -> Vec<CurvePoint> {
        let p = self.positives.len();
        let most = most.clamp(1, p);
        let points = (1..=most).map(|step| {
            let key = self.positives[p - (p * step).div_ceil(most)];
            let (hits, false_positives) = self.from(key);
            CurvePoint {
                x: hits as f64 / p as f64,
                y: hits as f64 / (hits + false_positives) as f64,
                threshold: score(key),
            }
        });
        without_repeats(points)
    }

    /// Both kinds of scores in equal bins from the least to the greatest.
    pub fn histogram(&self, bins: usize) -> ScoreHistogram {
        let bins = bins.max(1);
        let first = |keys: &[u32]| keys.first().copied();
        let last = |keys: &[u32]| keys.last().copied();
        let low = first(self.negatives)
            .into_iter()
            .chain(first(self.positives))
            .min();
        let high = last(self.negatives).into_iter().chain(last(self.positives)).max();
        let (low, high) = (low.map_or(0.0, score), high.map_or(0.0, score));
        let (from, width) = (f64::from(low), f64::from(high) - f64::from(low));
        let edges: Vec<u32> = (1..bins)
            .map(|bin| first_from(from + width * bin as f64 / bins as f64))
            .collect();
        ScoreHistogram {
            low,
            high,
            normal: counts(self.negatives, &edges),
            anomalous: counts(self.positives, &edges),
        }
    }
}

/// Keys between edges that ascend.
fn counts(keys: &[u32], edges: &[u32]) -> Vec<u64> {
    let from: Vec<usize> = std::iter::once(keys.len())
        .chain(edges.iter().map(|&edge| count_from(keys, edge)))
        .chain([0])
        .collect();
    from.windows(2).map(|pair| (pair[0] - pair[1]) as u64).collect()
}

/// The greatest key of a finite score for which `holds`, which holds for all lesser ones and the least.
fn last_key(holds: impl Fn(u32) -> bool) -> u32 {
    let (mut holding, mut failing) = (0u32, u32::MAX);
    while failing - holding > 1 {
        let middle = holding + (failing - holding) / 2;
        if holds(middle) {
            holding = middle;
        } else {
            failing = middle;
        }
    }
    holding
}

/// Thresholds between the same two scores give the same point; the first is kept.
pub(super) fn without_repeats(points: impl Iterator<Item = CurvePoint>) -> Vec<CurvePoint> {
    let mut kept: Vec<CurvePoint> = points.collect();
    kept.dedup_by(|next, last| (next.x, next.y) == (last.x, last.y));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::score_key::key;

    fn scores(count: usize, shift: f32) -> Vec<u32> {
        let mut keys: Vec<u32> = (0..count)
            .map(|i| key(((i * 7919 % count) as f32 / count as f32).powi(2) + shift))
            .collect();
        keys.sort_unstable();
        keys
    }

    fn check_ascending(points: &[CurvePoint]) {
        for pair in points.windows(2) {
            assert!(
                pair[0].x <= pair[1].x && pair[0].threshold > pair[1].threshold,
                "{pair:?}"
            );
        }
    }

    #[test]
    fn many_scores_are_decimated_and_the_area_stays() {
        let (negatives, positives) = (scores(50_000, 0.0), scores(3_000, 0.3));
        let ranking = Ranking {
            negatives: &negatives,
            positives: &positives,
        };
        let roc = ranking.roc(200);
        check_ascending(&roc);
        assert!(roc.len() <= 200 && roc.len() > 150, "{}", roc.len());
        assert_eq!((roc[0].x, roc[0].y), (0.0, 0.0));
        let last = roc.last().unwrap();
        assert_eq!((last.x, last.y), (1.0, 1.0));
        let area: f64 = roc
            .windows(2)
            .map(|p| (p[1].x - p[0].x) * (p[1].y + p[0].y) / 2.0)
            .sum();
        assert!((area - ranking.metrics(0.0).auroc).abs() < 1e-3, "{area}");
        let curve = ranking.precision_recall(100);
        check_ascending(&curve);
        assert_eq!((curve.len(), curve[99].x), (100, 1.0));
        for point in roc.iter().skip(1).chain(&curve) {
            let hits = positives.iter().filter(|&&k| k >= key(point.threshold)).count();
            assert!([point.x, point.y].contains(&(hits as f64 / 3_000.0)));
        }
    }

    #[test]
    fn few_scores_keep_every_point() {
        let (negatives, positives) = ([0.1, 0.4].map(key), [0.35, 0.8].map(key));
        let ranking = Ranking {
            negatives: &negatives,
            positives: &positives,
        };
        let plain = |points: Vec<CurvePoint>| points.iter().map(|p| (p.x, p.y)).collect::<Vec<_>>();
        assert_eq!(
            plain(ranking.roc(50)),
            [(0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0)]
        );
        assert_eq!(
            plain(ranking.precision_recall(50)),
            [(0.5, 1.0), (1.0, 2.0 / 3.0)]
        );
        assert_eq!(plain(ranking.roc(2)), [(0.0, 0.0), (1.0, 1.0)]);
    }

    #[test]
    fn every_score_is_in_one_bin() {
        let (negatives, positives) = ([0.0, 0.24, 0.25, 1.0].map(key), [0.5, 0.99].map(key));
        let ranking = Ranking {
            negatives: &negatives,
            positives: &positives,
        };
        let histogram = ranking.histogram(4);
        assert_eq!((histogram.low, histogram.high), (0.0, 1.0));
        assert_eq!(histogram.normal, [2, 1, 0, 1]);
        assert_eq!(histogram.anomalous, [0, 0, 1, 1]);
        let one = [0.5].map(key);
        let flat = Ranking {
            negatives: &one,
            positives: &one,
        };
        assert_eq!(flat.histogram(3).normal.iter().sum::<u64>(), 1);
    }
}
