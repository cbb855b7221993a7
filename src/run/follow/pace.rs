//! How long a run still takes, by its last steps.

use std::collections::VecDeque;
use std::time::Duration;

/// Steps that count.
const WINDOW: usize = 65;
/// A gap so many times longer than usual was a pause or a stop, not work.
const GAP: f64 = 20.0;

/// When the last steps were done.
#[derive(Debug, Clone, Default)]
pub struct Pace(VecDeque<(u64, f64)>);

impl Pace {
    /// A step that was done at `time`, seconds.
    pub fn push(&mut self, step: u64, time: f64) {
        if self.0.back().is_some_and(|(last, _)| *last >= step) {
            return;
        }
        self.0.push_back((step, time));
        if self.0.len() > WINDOW {
            self.0.pop_front();
        }
    }

    /// Mean seconds a step, gaps left out; none before two steps.
    pub fn seconds_per_step(&self) -> Option<f64> {
        let mut each: Vec<f64> = self
            .0
            .iter()
            .zip(self.0.iter().skip(1))
            .map(|((from, start), (to, end))| (end - start).max(0.0) / (to - from) as f64)
            .collect();
        each.sort_by(f64::total_cmp);
        let usual = *each.get(each.len() / 2)?;
        let counted: Vec<f64> = each.into_iter().filter(|one| *one <= usual * GAP).collect();
        Some(counted.iter().sum::<f64>() / counted.len() as f64)
    }

    /// Time until step `last` at this pace.
    pub fn left(&self, last: u64) -> Option<Duration> {
        let (done, _) = self.0.back()?;
        let seconds = self.seconds_per_step()? * last.saturating_sub(*done) as f64;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_steps_decide_and_a_night_of_pause_does_not() {
        let mut pace = Pace::default();
        assert_eq!(pace.left(100), None);
        let mut time = 1000.0;
        for step in 1..=200 {
            time += if step < 100 { 9.0 } else { 2.0 };
            if step == 190 {
                time += 30_000.0;
            }
            pace.push(step, time);
        }
        assert_eq!(pace.left(210), Some(Duration::from_secs(20)));
        assert_eq!(pace.left(100), Some(Duration::ZERO));
    }
}
