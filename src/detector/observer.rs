//! Watching a detection, and stopping it.

use crate::base::CancelToken;

/// Told how far a call has come; asked whether to go on. Called on the thread that runs the model.
pub trait Observer {
    /// `done` of `total` steps: the blocks of the vision tower, and one for all the rest.
    fn progress(&self, done: usize, total: usize) {
        let _ = (done, total);
    }
    /// Checked before every block.
    fn cancel(&self) -> CancelToken {
        CancelToken::never()
    }
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;
impl Observer for Unobserved {}
