//! Standard error while the screen is ours: whatever a library prints there goes to the log instead of over the picture.

use super::log::Log;
use rustix::stdio::{dup2_stderr, stderr};
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::OwnedFd;
use std::sync::Mutex;

/// The real standard error while it is diverted; one for the process.
static REAL: Mutex<Option<OwnedFd>> = Mutex::new(None);

/// Diverts standard error to the log. One that goes to a file already stays there.
pub fn divert(log: &Log) -> io::Result<()> {
    let Ok(mut real) = REAL.try_lock() else {
        return Ok(());
    };
    if real.is_some() || !io::stderr().is_terminal() {
        return Ok(());
    }
    let nowhere = || File::options().append(true).open("/dev/null");
    let instead = log.file().or_else(|_| nowhere())?;
    *real = Some(rustix::io::dup(stderr())?);
    Ok(dup2_stderr(instead)?)
}

/// Undoes [`divert`]. Never waits: it runs in the panic hook.
pub fn undo() {
    if let Ok(mut real) = REAL.try_lock()
        && let Some(real) = real.take()
    {
        let _ = dup2_stderr(real);
    }
}
