//! Signals as events: the window's size, being continued, being asked to end.

use super::guarded;
use crate::tui::msg::Msg;
use crossbeam_channel::{Receiver, Sender, unbounded};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;
use std::io;

/// What a signal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The window has another size.
    Resized,
    /// We were stopped and go on.
    Continued,
    /// End, by the signal of this number.
    End(i32),
}

/// Starts listening. SIGTSTP keeps its default: Ctrl-z arrives as a key.
pub fn listen(facts: Sender<Msg>) -> io::Result<Receiver<Signal>> {
    let mut signals = Signals::new([SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT])?;
    let (sender, receiver) = unbounded();
    guarded::spawn("signals", facts, move || {
        for number in signals.forever() {
            let signal = match number {
                SIGWINCH => Signal::Resized,
                SIGCONT => Signal::Continued,
                number => Signal::End(number),
            };
            if sender.send(signal).is_err() {
                return;
            }
        }
    })?;
    Ok(receiver)
}
