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

/// What the order of the scores is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RankMetrics {
    /// The probability that a positive outranks a negative, where a tie counts one half.
    pub auroc: f64,
    /// Sum over thresholds of the step in recall times the precision.
    pub average_precision: f64,
    /// The greatest F1 over all thresholds.
    pub best_f1: BestF1,
}

/// What one walk over ties, or several in order, add up to.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sums {
    /// Negatives that each positive outranks, twice; a tie counts once.
    twice_won: u128,
    /// Precision at each positive.
    precision: f64,
    best_f1: BestF1,
}

impl Sums {
    const NONE: Self = Self {
        twice_won: 0,
        precision: 0.0,
        best_f1: BestF1 {
            f1: f64::NEG_INFINITY,
            threshold: f32::INFINITY,
        },
    };

    /// Both together; `self` is of lesser scores. Of equal F1 the first stays, as the least threshold is wanted.
    fn then(self, next: Self) -> Self {
        Self {
            twice_won: self.twice_won + next.twice_won,
            precision: self.precision + next.precision,
            best_f1: if next.best_f1.f1 > self.best_f1.f1 {
                next.best_f1
            } else {
                self.best_f1
            },
        }
    }
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
    /// AUROC, AP and the greatest 2PR / (P + R + `epsilon`). Only scores of positives need looking at: a threshold
    /// between two of them adds false positives to the next higher one and nothing else.
    pub fn metrics(&self, epsilon: f64) -> RankMetrics {
        let (positives, negatives) = (self.positives.len() as f64, self.negatives.len() as f64);
        let sums = self.of_blocks(|ties| {
            ties.map(|tie| self.sums(&tie, epsilon))
                .fold(Sums::NONE, Sums::then)
        });
        let sums = sums.into_iter().fold(Sums::NONE, Sums::then);
        RankMetrics {
            auroc: sums.twice_won as f64 / (2.0 * positives * negatives),
            average_precision: sums.precision / positives,
            best_f1: sums.best_f1,
        }
    }

    fn sums(&self, tie: &Tie, epsilon: f64) -> Sums {
        let false_positives = self.negatives.len() - tie.below;
        let precision = tie.hits as f64 / (tie.hits + false_positives) as f64;
        let recall = tie.hits as f64 / self.positives.len() as f64;
        Sums {
            twice_won: tie.count as u128 * (2 * tie.below + tie.equal) as u128,
            precision: tie.count as f64 * precision,
            best_f1: BestF1 {
                f1: 2.0 * precision * recall / (precision + recall + epsilon),
                threshold: score(tie.key),
            },
        }
    }

    /// Positives and negatives whose key is at least this.
    pub fn from(&self, key: u32) -> (usize, usize) {
        (count_from(self.positives, key), count_from(self.negatives, key))
    }

    /// What `sum` makes of the ties of each block, in ascending order.
    fn of_blocks<T: Send>(&self, sum: impl Fn(Ties) -> T + Sync) -> Vec<T> {
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

    fn metrics(negatives: &[f32], positives: &[f32]) -> RankMetrics {
        let ranking = Ranking {
            negatives: &keys(negatives),
            positives: &keys(positives),
        };
        ranking.metrics(0.0)
    }

    fn best(f1: f64, threshold: f32) -> BestF1 {
        BestF1 { f1, threshold }
    }

    #[test]
    fn four_scores_by_hand() {
        let found = metrics(&[0.1, 0.4], &[0.35, 0.8]);
        assert_eq!(found.auroc, 0.75);
        assert_eq!(found.average_precision, (1.0 + 2.0 / 3.0) / 2.0);
        assert_eq!(found.best_f1, best(0.8, 0.35));
    }

    #[test]
    fn one_score_for_all_is_a_coin() {
        let found = metrics(&[0.5; 3], &[0.5]);
        assert_eq!((found.auroc, found.average_precision), (0.5, 0.25));
        assert_eq!(found.best_f1, best(0.4, 0.5));
    }

    #[test]
    fn of_equal_f1_the_least_threshold_is_given() {
        // 0.9 alone: P 1, R 1/2. 0.2 and above: P 1/2, R 1.
        let found = metrics(&[0.5, 0.5, 0.1], &[0.9, 0.2]);
        assert_eq!(found.best_f1, best(2.0 / 3.0, 0.2));
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
        assert_eq!(ranking.metrics(0.0).auroc, expected);
        let ties: Vec<usize> = ranking.ties(0..many).map(|tie| tie.count).collect();
        assert_eq!(ties.iter().sum::<usize>(), many);
        let blocks = ranking.of_blocks(|ties| ties.map(|tie| tie.count).collect::<Vec<_>>());
        assert_eq!(blocks.concat(), ties);
    }
}
