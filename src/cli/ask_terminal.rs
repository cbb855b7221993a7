//! Asks the terminal about pictures, in the way the workbench does, and leaves it as it was.

use crate::tui::driver::measure;
use crate::tui::graphics::{
    Graphics, GraphicsProbe, ImagesChoice, allow_passthrough, inside_tmux, probe_graphics,
};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{self, IsTerminal};
use std::time::Duration;

/// A terminal that has not answered by then is one that does not.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the terminal answered, and how the workbench would draw.
pub struct Answer {
    /// The answers.
    pub probe: GraphicsProbe,
    /// What `--images auto` makes of them.
    pub auto: Graphics,
}

/// Whether there is a terminal at both ends: one to ask, and one to answer.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Asks. What is typed meanwhile is lost.
pub fn ask() -> io::Result<Answer> {
    let tmux = inside_tmux();
    if tmux {
        allow_passthrough();
    }
    let probe = {
        let _raw = RawMode::enter()?;
        probe_graphics(PATIENCE)?
    };
    let (_, window_cell) = measure();
    let variable = |name: &str| std::env::var(name).ok();
    let auto = Graphics::choose(ImagesChoice::Auto, Some(&probe), window_cell, tmux, variable);
    Ok(Answer { probe, auto })
}

/// Keeps answers from being echoed and from waiting for Enter, until it is dropped.
struct RawMode;

impl RawMode {
    fn enter() -> io::Result<Self> {
        enable_raw_mode().map(|()| Self)
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // A terminal that cannot be restored is gone.
        let _ = disable_raw_mode();
    }
}
