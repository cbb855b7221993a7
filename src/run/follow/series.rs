//! A quantity over the steps of a run: all of it coarsely, its end exactly, in memory that does not grow.

use std::collections::VecDeque;

/// Neighbouring steps put together. Least and greatest are kept, so that a spike of one step stays visible among
/// thousands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// First step in it.
    pub first: u64,
    /// Last step in it.
    pub last: u64,
    /// Values in it.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The least of them.
    pub min: f64,
    /// The greatest of them.
    pub max: f64,
}

impl Bucket {
    fn of(step: u64, value: f64) -> Self {
        Self {
            first: step,
            last: step,
            count: 1,
            sum: value,
            min: value,
            max: value,
        }
    }

    /// The mean of its values.
    pub fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }

    /// Its place on the axis of steps.
    pub fn middle(&self) -> f64 {
        (self.first as f64 + self.last as f64) / 2.0
    }

    fn add(&mut self, other: &Self) {
        self.last = other.last;
        self.count += other.count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

/// A quantity over the steps of a run.
#[derive(Debug, Clone)]
pub struct Series {
    /// Ascending; each covers the steps with the same `step / width`.
    history: Vec<Bucket>,
    /// Steps a bucket covers, a power of two.
    width: u64,
    most: usize,
    recent: VecDeque<(u64, f64)>,
    window: usize,
}

impl Series {
    /// Keeps at most `buckets` buckets (2 or more) and, exactly, the last `window` values.
    pub fn new(buckets: usize, window: usize) -> Self {
        Self {
            history: Vec::new(),
            width: 1,
            most: buckets.max(2),
            recent: VecDeque::with_capacity(window.min(4096)),
            window,
        }
    }

    /// Takes the value of a step. Steps ascend; one that was there already, and a value that is not finite, change
    /// nothing.
    pub fn push(&mut self, step: u64, value: f64) {
        if !value.is_finite() || self.history.last().is_some_and(|bucket| bucket.last >= step) {
            return;
        }
        self.recent.push_back((step, value));
        if self.recent.len() > self.window {
            self.recent.pop_front();
        }
        append(&mut self.history, Bucket::of(step, value), self.width);
        while self.history.len() > self.most {
            self.width *= 2;
            let finer = std::mem::take(&mut self.history);
            for bucket in finer {
                append(&mut self.history, bucket, self.width);
            }
        }
    }

    /// The whole run, coarsely.
    pub fn history(&self) -> &[Bucket] {
        &self.history
    }

    /// Steps that a bucket covers.
    pub fn width(&self) -> u64 {
        self.width
    }

    /// The last values, exactly: step and value, ascending.
    pub fn recent(&self) -> impl ExactSizeIterator<Item = (u64, f64)> {
        self.recent.iter().copied()
    }

    /// The last value.
    pub fn last(&self) -> Option<(u64, f64)> {
        self.recent.back().copied()
    }

    /// Least and greatest value of the whole run.
    pub fn range(&self) -> Option<(f64, f64)> {
        let of = |bucket: &Bucket| (bucket.min, bucket.max);
        self.history
            .iter()
            .map(of)
            .reduce(|(a, b), (c, d)| (a.min(c), b.max(d)))
    }
}

fn append(history: &mut Vec<Bucket>, bucket: Bucket, width: u64) {
    match history.last_mut() {
        Some(last) if last.first / width == bucket.first / width => last.add(&bucket),
        _ => history.push(bucket),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_steps_take_constant_room_and_lose_no_spike() {
        let mut series = Series::new(256, 100);
        let value = |step: u64| if step == 123_456 { 99.0 } else { (step % 7) as f64 };
        (1..=1_000_000).for_each(|step| series.push(step, value(step)));
        let history = series.history();
        assert!(history.len() <= 256 && history.len() > 128, "{}", history.len());
        assert_eq!(history.iter().map(|bucket| bucket.count).sum::<u64>(), 1_000_000);
        let sum: f64 = history.iter().map(|bucket| bucket.sum).sum();
        assert_eq!(sum, (1..=1_000_000).map(value).sum::<f64>());
        assert_eq!(series.range(), Some((0.0, 99.0)));
        let spike: Vec<&Bucket> = history.iter().filter(|bucket| bucket.max == 99.0).collect();
        assert!(spike.len() == 1 && spike[0].first <= 123_456 && spike[0].last >= 123_456);
        // Neighbours touch, in order.
        assert!(history.windows(2).all(|pair| pair[0].last + 1 == pair[1].first));
        let recent: Vec<(u64, f64)> = series.recent().collect();
        assert_eq!(recent.len(), 100);
        assert_eq!(recent[99], (1_000_000, value(1_000_000)));
    }

    #[test]
    fn a_short_run_is_kept_step_by_step_and_repeats_change_nothing() {
        let mut series = Series::new(8, 4);
        for step in [1, 2, 3, 3, 2, 4] {
            series.push(step, step as f64);
        }
        series.push(5, f64::NAN);
        assert_eq!(series.width(), 1);
        assert_eq!(series.history().len(), 4);
        assert_eq!(series.last(), Some((4, 4.0)));
        assert_eq!(series.history()[2].mean(), 3.0);
        assert_eq!(series.history()[2].middle(), 3.0);
        assert_eq!(Series::new(8, 4).range(), None);
    }
}
