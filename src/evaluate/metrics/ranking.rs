//! AUROC, AP and F1-max of ranked scores.

use super::BestF1;
use super::score_key::score;
use rayon::prelude::*;
use std::ops::Range;

/// Positives whose sums are made at once. Fixed, so that the order of summing is.
const BLOCK: usize = 1 << 16;

/// Scores of both kinds as keys, each ascending. There is at least one of each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranking<'k> {
    pub negatives: &'k [u32],
    pub positives: &'k [u32],
}

/// All positives of one score.
struct Tie {
    key: u32,
    /// Positives of this score.
    count: usize,
    /// Positives of this score or a greater one.
    hits: usize,
    /// Negatives of a lesser score.
    below: usize,
    /// Negatives of this score.
    equal: usize,
}

impl Ranking<'_> {
    /// The probability that a positive outranks a negative, where a tie counts one half.
    pub fn auroc(&self) -> f64 {
        let twice_won = self.sum_blocks(|ties| {
            ties.fold(0u128, |sum, tie| {
                sum + tie.count as u128 * (2 * tie.below + tie.equal) as u128
            })
        });
        let pairs = self.positives.len() as f64 * self.negatives.len() as f64;
        twice_won.into_iter().sum::<u128>() as f64 / (2.0 * pairs)
    }

    /// Sum over thresholds of the step in recall times the precision.
    pub fn average_precision(&self) -> f64 {
        let sums =
            self.sum_blocks(|ties| ties.fold(0.0, |sum, tie| sum + tie.count as f64 * self.precision(&tie)));
        sums.into_iter().sum::<f64>() / self.positives.len() as f64
    }

    /// The greatest 2PR / (P + R + `epsilon`) over all thresholds. Only scores of positives can be the best:
    /// a threshold between them adds false positives to the next higher one and nothing else.
    pub fn best_f1(&self, epsilon: f64) -> BestF1 {
        let none = BestF1 {
            f1: f64::NEG_INFINITY,
            threshold: f32::INFINITY,
        };
        // The first of equals stays: thresholds ascend, and the least is wanted.
        let better = |best: BestF1, next: BestF1| if next.f1 > best.f1 { next } else { best };
        let blocks = self.sum_blocks(|ties| {
            ties.fold(none, |best, tie| {
                let precision = self.precision(&tie);
                let recall = tie.hits as f64 / self.positives.len() as f64;
                let next = BestF1 {
                    f1: 2.0 * precision * recall / (precision + recall + epsilon),
                    threshold: score(tie.key),
                };
                better(best, next)
            })
        });
        blocks.into_iter().fold(none, better)
    }

    /// Positives and negatives whose key is at least this.
    pub fn from(&self, key: u32) -> (usize, usize) {
        (count_from(self.positives, key), count_from(self.negatives, key))
    }

    fn precision(&self, tie: &Tie) -> f64 {
        let false_positives = self.negatives.len() - tie.below;
        tie.hits as f64 / (tie.hits + false_positives) as f64
    }

    /// What `sum` makes of the ties of each block, in ascending order.
    fn sum_blocks<T: Send>(&self, sum: impl Fn(Ties) -> T + Sync) -> Vec<T> {
        let blocks = self.positives.len().div_ceil(BLOCK);
        (0..blocks)
            .into_par_iter()
            .map(|block| sum(self.ties(block * BLOCK..(block + 1) * BLOCK)))
            .collect()
    }

    /// The ties that begin in a range of positives.
    fn ties(&self, begins: Range<usize>) -> Ties<'_> {
        let positives = self.positives;
        let mut next = begins.start;
        if next > 0 {
            let before = positives[next - 1];
            next += positives[next..].partition_point(|&key| key == before);
        }
        let first = positives.get(next).copied().unwrap_or(u32::MAX);
        Ties {
            ranking: *self,
            next,
            end: begins.end.min(positives.len()),
            below: self.negatives.partition_point(|&key| key < first),
        }
    }
}

/// Keys of an ascending slice that are at least `key`.
pub(super) fn count_from(keys: &[u32], key: u32) -> usize {
    keys.len() - keys.partition_point(|&k| k < key)
}

/// Ties in ascending order of their score.
struct Ties<'k> {
    ranking: Ranking<'k>,
    /// Index of the first positive that has not been seen.
    next: usize,
    end: usize,
    /// Negatives below everything that has not been seen.
    below: usize,
}

impl Iterator for Ties<'_> {
    type Item = Tie;

    fn next(&mut self) -> Option<Tie> {
        let Ranking { negatives, positives } = self.ranking;
        if self.next >= self.end {
            return None;
        }
        let key = positives[self.next];
        let count = run_while(&positives[self.next..], |k| k == key);
        let below = self.below + run_while(&negatives[self.below..], |k| k < key);
        let equal = run_while(&negatives[below..], |k| k == key);
        let tie = Tie {
            key,
            count,
            hits: positives.len() - self.next,
            below,
            equal,
        };
        self.next += count;
        self.below = below + equal;
        Some(tie)
    }
}

/// Keys at the start of an ascending slice for which `holds`: looks 1, 2, 4… ahead, then halves.
fn run_while(keys: &[u32], holds: impl Fn(u32) -> bool) -> usize {
    let mut ahead = 1;
    while ahead <= keys.len() && holds(keys[ahead - 1]) {
        ahead *= 2;
    }
    let sure = ahead / 2;
    let window = &keys[sure..(ahead - 1).min(keys.len())];
    sure + window.partition_point(|&key| holds(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::score_key::key;

    fn keys(scores: &[f32]) -> Vec<u32> {
        let mut keys: Vec<u32> = scores.iter().map(|&s| key(s)).collect();
        keys.sort_unstable();
        keys
    }

    #[test]
    fn runs_are_counted_at_every_length() {
        for length in 0..40 {
            for size in length..40 {
                let keys: Vec<u32> = (0..size).map(|i| u32::from(i >= length)).collect();
                assert_eq!(run_while(&keys, |key| key == 0), length);
            }
        }
    }

    #[test]
    fn four_scores_by_hand() {
        let (negatives, positives) = (keys(&[0.1, 0.4]), keys(&[0.35, 0.8]));
        let ranking = Ranking {
            negatives: &negatives,
            positives: &positives,
        };
        assert_eq!(ranking.auroc(), 0.75);
        assert_eq!(ranking.average_precision(), (1.0 + 2.0 / 3.0) / 2.0);
        let best = ranking.best_f1(0.0);
        assert_eq!((best.f1, best.threshold), (0.8, 0.35));
    }

    #[test]
    fn one_score_for_all_is_a_coin() {
        let (negatives, positives) = (keys(&[0.5; 3]), keys(&[0.5]));
        let ranking = Ranking {
            negatives: &negatives,
            positives: &positives,
        };
        assert_eq!(ranking.auroc(), 0.5);
        assert_eq!(ranking.average_precision(), 0.25);
        assert_eq!(ranking.best_f1(0.0).f1, 0.4);
    }

    #[test]
    fn of_equal_f1_the_least_threshold_is_given() {
        // 0.9 alone: P 1, R 1/2. 0.2 and above: P 1/2, R 1.
        let (negatives, positives) = (keys(&[0.5, 0.5, 0.1]), keys(&[0.9, 0.2]));
        let ranking = Ranking {
            negatives: &negatives,
            positives: &positives,
        };
        let best = ranking.best_f1(0.0);
        assert_eq!((best.f1, best.threshold), (2.0 / 3.0, 0.2));
    }

    #[test]
    fn blocks_change_nothing() {
        let many = 3 * BLOCK + 17;
        // Ties of five, of which some cross the border of a block, and one that is longer than a block.
        let positives: Vec<u32> = (0..many)
            .map(|i| if i < 2 * BLOCK { 100 } else { (i / 5) as u32 })
            .collect();
        let negatives: Vec<u32> = (0..many as u32).map(|i| i / 3).collect();
        let ranking = Ranking {
            negatives: &negatives,
            positives: &positives,
        };
        let twice: u128 = positives
            .iter()
            .map(|p| {
                let below = negatives.partition_point(|n| n < p);
                let equal = negatives.partition_point(|n| n <= p) - below;
                (2 * below + equal) as u128
            })
            .sum();
        let expected = twice as f64 / (2.0 * (many * many) as f64);
        assert_eq!(ranking.auroc(), expected);
        let ties: Vec<usize> = ranking.ties(0..many).map(|tie| tie.count).collect();
        assert_eq!(ties.iter().sum::<usize>(), many);
        let blocks = ranking.sum_blocks(|ties| ties.map(|tie| tie.count).collect::<Vec<_>>());
        assert_eq!(blocks.concat(), ties);
    }
}
