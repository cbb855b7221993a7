//! Threads whose death is reported.

use crate::engine::panic_message;
use crate::tui::msg::Msg;
use crossbeam_channel::Sender;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::Builder;

/// Starts a thread. If it panics, everybody hears of it as [`Msg::ThreadDied`]; its message is in the log already, by
/// the panic hook.
pub fn spawn(name: &'static str, facts: Sender<Msg>, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let body = move || {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(work)) {
            let reason = panic_message(payload.as_ref());
            // Nobody is left to hear it when the workbench has ended.
            let _ = facts.send(Msg::ThreadDied { name, reason });
        }
    };
    Builder::new().name(name.to_owned()).spawn(body).map(|_| ())
}

/// Does one piece of work; a panic in it becomes its message.
pub fn attempt<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| panic_message(payload.as_ref()))
}
