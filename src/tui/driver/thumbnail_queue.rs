//! Thumbnails that wait to be made: a newer order replaces an older one, and several threads take from it in turn.

use crate::tui::app::SampleId;
use crate::tui::effect::ThumbnailRequest;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What waits and what is being made.
#[derive(Debug, Default)]
pub struct ThumbnailQueue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<ThumbnailRequest>,
    /// Nobody else need make these.
    begun: Vec<SampleId>,
    closed: bool,
}

impl ThumbnailQueue {
    /// Orders these, the first one first, in place of all that have not been begun.
    pub fn order(&self, requests: Vec<ThumbnailRequest>) {
        let mut state = self.lock();
        state.waiting = requests.into();
        self.changed.notify_all();
    }

    /// Waits for the next one; `None` once the queue is closed. It counts as begun until [`Self::finish`].
    pub fn take(&self) -> Option<ThumbnailRequest> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            while let Some(request) = state.waiting.pop_front() {
                if !state.begun.contains(&request.sample) {
                    state.begun.push(request.sample);
                    return Some(request);
                }
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What was begun is made.
    pub fn finish(&self, sample: SampleId) {
        self.lock().begun.retain(|begun| *begun != sample);
    }

    /// Sends the threads home.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(samples: &[usize]) -> Vec<ThumbnailRequest> {
        let request = |sample: &usize| ThumbnailRequest {
            sample: SampleId(*sample),
            path: "x.png".into(),
        };
        samples.iter().map(request).collect()
    }

    #[test]
    fn a_newer_order_replaces_what_waits_and_nothing_is_made_twice_at_once() {
        let queue = ThumbnailQueue::default();
        let take = || queue.take().map(|request| request.sample.0);
        queue.order(requests(&[1, 2, 3]));
        assert_eq!(take(), Some(1));
        queue.order(requests(&[1, 4]));
        assert_eq!(take(), Some(4), "1 is being made, 2 and 3 are stale");
        queue.finish(SampleId(1));
        queue.order(requests(&[1]));
        assert_eq!(take(), Some(1));
        queue.close();
        assert_eq!(take(), None);
    }
}
