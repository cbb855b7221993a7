//! The terminal while it is ours: raw, on its alternate screen, with mouse and paste reported. Given back on drop, on
//! suspending, and by the panic hook, each at most once.

use super::log::Log;
use super::stderr_diversion;
use crate::tui::graphics::{inside_tmux, live_images};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Alternate screen, bracketed paste, mouse buttons and wheel but no movement, in SGR form, cursor hidden.
const ENTER: &str = "\x1b[?1049h\x1b[?2004h\x1b[?1000h\x1b[?1006h\x1b[?25l";
/// The reverse, after ending a frame that was cut short and resetting colours.
const LEAVE: &str = "\x1b[?2026l\x1b[0m\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l";

/// Whether the terminal is ours; one for the process, as is the terminal.
static OURS: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours.
#[derive(Debug)]
pub struct TerminalSession {
    /// Takes what others print to standard error.
    log: Log,
}

impl TerminalSession {
    /// Takes the terminal.
    pub fn enter(log: Log) -> io::Result<Self> {
        let session = Self { log };
        session.take()?;
        Ok(session)
    }

    /// Takes the terminal again, also when somebody else has changed its modes meanwhile.
    pub fn take(&self) -> io::Result<()> {
        if OURS.swap(true, Ordering::SeqCst) {
            // crossterm does nothing if it believes to be in raw mode already.
            disable_raw_mode()?;
        }
        enable_raw_mode()?;
        let mut out = io::stdout().lock();
        out.write_all(ENTER.as_bytes())?;
        out.flush()?;
        stderr_diversion::divert(&self.log)
    }

    /// Gives the terminal back.
    pub fn give_back(&self) {
        restore();
    }
}

impl Drop for TerminalSession {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back if it is ours. Errors are ignored: this runs when there is nobody left to tell.
pub fn restore() {
    if !OURS.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout().lock();
    let _ = out.write_all(live_images::forget_all(inside_tmux()).as_bytes());
    let _ = out.write_all(LEAVE.as_bytes());
    let _ = out.flush();
    let _ = disable_raw_mode();
    stderr_diversion::undo();
}
