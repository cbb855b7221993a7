//! The terminal's screen: whole frames, each between the escapes that make terminals show it at once.

use super::backend::SizedBackend;
use crate::tui::App;
use crate::tui::graphics::{ImageId, live_images};
use crate::tui::view;
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::Terminal;
use ratatui::layout::{Rect, Size};
use std::io::{self, Write};

/// The screen.
pub struct Screen<W: Write> {
    terminal: Terminal<SizedBackend<W>>,
    stale: bool,
    /// Pictures that the last frame put at a place.
    placed: Vec<ImageId>,
}

impl<W: Write> Screen<W> {
    /// A screen of which nothing is known, on `out`.
    pub fn new(out: W, size: Size) -> io::Result<Self> {
        Ok(Self {
            terminal: Terminal::new(SizedBackend::new(out, size))?,
            stale: true,
            placed: Vec::new(),
        })
    }

    /// The terminal has another size.
    pub fn resize(&mut self, size: Size) -> io::Result<()> {
        self.terminal.backend_mut().set_size(size);
        self.terminal
            .resize(Rect::from((ratatui::layout::Position::ORIGIN, size)))?;
        self.stale = true;
        Ok(())
    }

    /// Whatever the terminal shows is not what we drew.
    pub fn forget(&mut self) {
        self.stale = true;
        self.terminal.backend_mut().forget_cursor();
    }

    /// Sends `sequence` with the next frame.
    pub fn queue(&mut self, sequence: &str) -> io::Result<()> {
        self.terminal
            .backend_mut()
            .writer()
            .write_all(sequence.as_bytes())
    }

    /// Draws what has changed, in one write.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        let frame = SyncedFrame::begin(&mut self.terminal)?;
        if std::mem::take(&mut self.stale) {
            frame.terminal.clear()?;
        }
        let mut placed = Vec::new();
        frame.terminal.draw(|frame| placed = view::draw(frame, app))?;
        let before = std::mem::replace(&mut self.placed, placed);
        let gone: Vec<ImageId> = before
            .into_iter()
            .filter(|id| !self.placed.contains(id))
            .collect();
        let hide = live_images::hide(&gone);
        frame.terminal.backend_mut().writer().write_all(hide.as_bytes())?;
        drop(frame);
        self.terminal.backend_mut().writer().flush()
    }
}

/// A frame that ends its synchronized update however it is left: a terminal told to hold still must be told to go on.
struct SyncedFrame<'t, W: Write> {
    terminal: &'t mut Terminal<SizedBackend<W>>,
}

impl<'t, W: Write> SyncedFrame<'t, W> {
    fn begin(terminal: &'t mut Terminal<SizedBackend<W>>) -> io::Result<Self> {
        queue!(terminal.backend_mut().writer(), BeginSynchronizedUpdate)?;
        Ok(Self { terminal })
    }
}

impl<W: Write> Drop for SyncedFrame<'_, W> {
    fn drop(&mut self) {
        // Queueing into memory cannot fail.
        let _ = queue!(self.terminal.backend_mut().writer(), EndSynchronizedUpdate);
    }
}
