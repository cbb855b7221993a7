//! Ctrl-c and SIGTERM as cancellation: the first asks the job to stop, the second ends the program at once.

use super::streams::say;
use crate::base::{CancelSource, CancelToken};
use anyhow::Context;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::sync::Arc;

/// Cancels on a signal, or when a command asks for it.
#[derive(Debug, Clone)]
pub struct Interrupt(Arc<CancelSource>);

impl Interrupt {
    /// Starts listening for Ctrl-c and SIGTERM, for the rest of the program.
    pub fn listen() -> anyhow::Result<Self> {
        Self::listen_for(
            &[SIGINT, SIGTERM],
            "stopping after the present block; once more to stop at once",
        )
    }

    /// Starts listening for these signals; `answer` is said at the first.
    pub fn listen_for(signals: &[i32], answer: &'static str) -> anyhow::Result<Self> {
        let source = Arc::new(CancelSource::new());
        let mut signals = Signals::new(signals).context("cannot listen for Ctrl-c")?;
        let on_signal = source.clone();
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                let mut seen = false;
                for signal in signals.forever() {
                    if seen {
                        // Files are renamed into place when complete, so nothing half-written can be left.
                        std::process::exit(128 + signal);
                    }
                    seen = true;
                    on_signal.cancel();
                    say(answer);
                }
            })
            .context("cannot start the thread that listens for Ctrl-c")?;
        Ok(Self(source))
    }

    /// What jobs check.
    pub fn token(&self) -> CancelToken {
        self.0.token()
    }

    /// Cancels without a signal.
    pub fn cancel(&self) {
        self.0.cancel();
    }
}
