//! Cancellation: a source whose drop cancels, and tokens that cost one atomic read to check.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Held by whoever may cancel a job. Dropping it cancels.
#[derive(Debug, Default)]
pub struct CancelSource(Arc<AtomicBool>);

impl CancelSource {
    /// A source that has not been cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// A token for the job.
    pub fn token(&self) -> CancelToken {
        CancelToken(self.0.clone())
    }

    /// Asks the job to stop at its next check.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Drop for CancelSource {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Held by the job.
#[derive(Debug, Clone, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A token that nobody cancels.
    pub fn never() -> Self {
        Self::default()
    }

    /// Whether the job should stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropping_the_source_cancels_every_token() {
        let source = CancelSource::new();
        let (a, b) = (source.token(), source.token());
        assert!(!a.is_cancelled());
        drop(source);
        assert!(a.is_cancelled() && b.is_cancelled());
        assert!(!CancelToken::never().is_cancelled());
    }
}
