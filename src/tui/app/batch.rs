//! Detections on many samples, one after the other.

use crate::engine::RequestId;
use crate::tui::collection::SampleId;
use std::collections::VecDeque;
use std::time::Duration;

/// Samples that wait for their detection, and what became of those before them.
#[derive(Debug, Clone)]
pub struct Batch {
    waiting: VecDeque<SampleId>,
    current: Option<(RequestId, SampleId)>,
    total: usize,
    done: usize,
    failed: usize,
    /// What those that are done took.
    spent: Duration,
}

impl Batch {
    /// These samples, in this order.
    pub fn new(samples: Vec<SampleId>) -> Self {
        Self {
            total: samples.len(),
            waiting: samples.into(),
            current: None,
            done: 0,
            failed: 0,
            spent: Duration::ZERO,
        }
    }

    /// The sample whose turn it is.
    pub fn take_next(&mut self) -> Option<SampleId> {
        self.waiting.pop_front()
    }

    /// Notes what the sample's request is called.
    pub fn asked(&mut self, id: RequestId, sample: SampleId) {
        self.current = Some((id, sample));
    }

    /// Its request is done.
    pub fn finish(&mut self, id: RequestId, took: Duration) {
        if self.ends(id).is_some() {
            self.done += 1;
            self.spent += took;
        }
    }

    /// Its request has failed.
    pub fn fail(&mut self, id: RequestId) {
        if self.ends(id).is_some() {
            self.failed += 1;
        }
    }

    /// Its request gave way to another: the sample's turn comes again.
    pub fn put_back(&mut self, id: RequestId) {
        if let Some(sample) = self.ends(id) {
            self.waiting.push_front(sample);
        }
    }

    fn ends(&mut self, id: RequestId) -> Option<SampleId> {
        self.current
            .take_if(|(current, _)| *current == id)
            .map(|(_, sample)| sample)
    }

    /// Whether nothing is left to do.
    pub fn is_over(&self) -> bool {
        self.waiting.is_empty() && self.current.is_none()
    }

    /// Samples that have been dealt with, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.done + self.failed, self.total)
    }

    /// Samples that have failed.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// What is left will take so long, by what the others took.
    pub fn left(&self) -> Option<Duration> {
        let each = self.spent.checked_div(u32::try_from(self.done).ok()?)?;
        let left = self.total - self.done - self.failed;
        Some(each * u32::try_from(left).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_that_gave_way_has_its_turn_again() {
        let mut batch = Batch::new([1, 2, 3].map(SampleId).into());
        assert_eq!(batch.left(), None);
        let next = |batch: &mut Batch, id| {
            let sample = batch.take_next().unwrap();
            batch.asked(RequestId(id), sample);
            sample.0
        };
        assert_eq!(next(&mut batch, 1), 1);
        batch.put_back(RequestId(1));
        assert_eq!(next(&mut batch, 2), 1);
        batch.finish(RequestId(1), Duration::from_secs(9));
        assert_eq!(batch.progress(), (0, 3));
        batch.finish(RequestId(2), Duration::from_secs(2));
        assert_eq!(
            (batch.progress(), batch.left()),
            ((1, 3), Some(Duration::from_secs(4)))
        );
        assert_eq!(next(&mut batch, 3), 2);
        batch.fail(RequestId(3));
        assert_eq!(next(&mut batch, 4), 3);
        assert!(!batch.is_over());
        batch.finish(RequestId(4), Duration::from_secs(4));
        assert!(batch.is_over() && batch.failed() == 1 && batch.progress() == (3, 3));
    }
}
