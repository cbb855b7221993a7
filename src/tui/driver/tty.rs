//! The real terminal under the driver: its session, its keyboard, and stopping for the shell.

use super::input_thread::InputThread;
use super::signals::Signal;
use super::terminal_session::TerminalSession;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use crossterm::terminal::window_size;
use ratatui::layout::Size;
use ratatui_image::FontSize;
use rustix::process::{Signal as Posix, kill_current_process_group};
use std::io;
use std::time::{Duration, Instant};

/// How long to wait for being stopped. A shell stops us at once; where nobody could continue us the kernel does not.
const STOP_WAIT: Duration = Duration::from_millis(500);

/// What came of stopping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// We were stopped and somebody continued us.
    Continued,
    /// Nothing stopped us.
    NotStopped,
    /// We were asked to end.
    End(i32),
}

/// The real terminal.
#[derive(Debug)]
pub struct Tty {
    // Dropped in this order: nothing is read any more when the terminal is given back.
    input: InputThread,
    session: TerminalSession,
}

impl Tty {
    /// A terminal that has been taken and is being read.
    pub fn new(session: TerminalSession, input: InputThread) -> Self {
        Self { input, session }
    }

    /// Gives the terminal to the shell, stops, and takes it again when continued.
    pub fn suspend(&mut self, signals: &Receiver<Signal>) -> io::Result<Stop> {
        self.input.park();
        self.session.give_back();
        // Everyone in the group, as the terminal itself would on Ctrl-z: a wrapper script must stop with us.
        kill_current_process_group(Posix::TSTP)?;
        let stop = wait_for_continue(signals);
        if !matches!(stop, Stop::End(_)) {
            self.session.take()?;
            self.input.unpark();
        }
        Ok(stop)
    }

    /// Takes the terminal again after a stop that we did not ask for.
    pub fn take_again(&mut self) -> io::Result<()> {
        self.session.take()
    }
}

/// Waits until somebody continues us. The time while we are stopped counts, so after a time-out the signal may be only
/// just on its way: it gets a second chance.
fn wait_for_continue(signals: &Receiver<Signal>) -> Stop {
    for patience in [STOP_WAIT, STOP_WAIT / 2] {
        let end = Instant::now() + patience;
        loop {
            match signals.recv_deadline(end) {
                Ok(Signal::Continued) => return Stop::Continued,
                Ok(Signal::End(number)) => return Stop::End(number),
                // The size is measured anew anyway.
                Ok(Signal::Resized) => {}
                Err(RecvTimeoutError::Disconnected) => return Stop::NotStopped,
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
    }
    Stop::NotStopped
}

/// The terminal's size, and its cells' if it tells. A terminal that says nothing has the size all had once.
pub fn measure() -> (Size, Option<FontSize>) {
    let Ok(window) = window_size() else {
        return (Size::new(80, 24), None);
    };
    if window.columns == 0 || window.rows == 0 {
        return (Size::new(80, 24), None);
    }
    let cell = (window.width / window.columns, window.height / window.rows);
    let cell = (cell.0 > 0 && cell.1 > 0).then(|| FontSize::from(cell));
    (Size::new(window.columns, window.rows), cell)
}
