//! Timers: at most one per purpose, none while nothing waits.

use crate::tui::msg::Timer;
use std::time::Instant;

/// The timers that run.
#[derive(Debug, Default)]
pub struct Timers {
    running: Vec<(Timer, Instant)>,
}

impl Timers {
    /// Starts a timer in place of the one of the same purpose.
    pub fn start(&mut self, timer: Timer, end: Instant) {
        self.running.retain(|(running, _)| *running != timer);
        self.running.push((timer, end));
    }

    /// When the first one ends.
    pub fn next_end(&self) -> Option<Instant> {
        self.running.iter().map(|(_, end)| *end).min()
    }

    /// Takes out those that have ended.
    pub fn take_ended(&mut self, now: Instant) -> Vec<Timer> {
        let (ended, running) = self
            .running
            .drain(..)
            .partition::<Vec<_>, _>(|(_, end)| *end <= now);
        self.running = running;
        ended.into_iter().map(|(timer, _)| timer).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_timer_is_replaced_and_ends_once() {
        let now = Instant::now();
        let mut timers = Timers::default();
        timers.start(Timer::SelectionRests, now);
        timers.start(Timer::SelectionRests, now + Duration::from_secs(1));
        assert_eq!(timers.next_end(), Some(now + Duration::from_secs(1)));
        assert_eq!(timers.take_ended(now), []);
        assert_eq!(
            timers.take_ended(now + Duration::from_secs(2)),
            [Timer::SelectionRests]
        );
        assert_eq!(timers.next_end(), None);
    }
}
