//! A rest between two steps: the process stays, keeps what it has in memory, and uses no processor.

use crate::base::CancelToken;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Longest time until the end of a rest is noticed.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Asked for from outside, kept to by the run.
#[derive(Debug, Clone, Default)]
pub struct Pause(Arc<State>);

#[derive(Debug, Default)]
struct State {
    asked: AtomicBool,
    in_effect: AtomicBool,
}

impl Pause {
    /// Asks for a rest, or for its end.
    pub fn ask(&self, rest: bool) {
        self.0.asked.store(rest, Ordering::Relaxed);
    }

    /// Whether a rest is asked for.
    pub fn is_asked(&self) -> bool {
        self.0.asked.load(Ordering::Relaxed)
    }

    /// Whether the run rests.
    pub fn is_in_effect(&self) -> bool {
        self.0.in_effect.load(Ordering::Relaxed)
    }

    /// Rests until nobody asks for it any more, or somebody cancels. `changed` is called when the rest has begun and
    /// when it has ended.
    pub fn rest(&self, cancel: &CancelToken, mut changed: impl FnMut()) {
        let mut set = |on| {
            self.0.in_effect.store(on, Ordering::Relaxed);
            changed();
        };
        set(true);
        while self.is_asked() && !cancel.is_cancelled() {
            std::thread::sleep(LOOK_EVERY);
        }
        set(false);
    }
}
