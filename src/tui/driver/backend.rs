//! ratatui's crossterm backend with a size that we set and a buffer that we flush.
//!
//! crossterm asks the terminal for its size with every frame, and for the cursor's place by reading the keyboard, which
//! belongs to the input thread. Neither is needed: resizes are told to us, and the cursor is where we put it.

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{Clear, ClearType as Extent};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use std::io::{self, Write};

/// Bytes of a frame, collected and written at once. What is not flushed is dropped: after a panic nothing of half a
/// frame may reach the restored terminal.
#[derive(Debug)]
pub struct FrameWriter<W> {
    bytes: Vec<u8>,
    out: W,
}

impl<W: Write> Write for FrameWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Writes everything collected.
    fn flush(&mut self) -> io::Result<()> {
        let sent = self.out.write_all(&self.bytes);
        self.bytes.clear();
        sent?;
        self.out.flush()
    }
}

/// See the module.
#[derive(Debug)]
pub struct SizedBackend<W: Write> {
    inner: CrosstermBackend<FrameWriter<W>>,
    size: Size,
    cursor_shown: bool,
}

impl<W: Write> SizedBackend<W> {
    /// A backend that writes to `out`.
    pub fn new(out: W, size: Size) -> Self {
        let writer = FrameWriter {
            bytes: Vec::new(),
            out,
        };
        Self {
            inner: CrosstermBackend::new(writer),
            size,
            cursor_shown: true,
        }
    }

    /// The terminal has another size.
    pub fn set_size(&mut self, size: Size) {
        self.size = size;
    }

    /// The cursor's state is unknown again.
    pub fn forget_cursor(&mut self) {
        self.cursor_shown = true;
    }

    /// Where bytes are collected until they are flushed.
    pub fn writer(&mut self) -> &mut impl Write {
        &mut self.inner
    }
}

impl<W: Write> Backend for SizedBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.cursor_shown) {
            queue!(self.writer(), Hide)?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.cursor_shown = true;
        queue!(self.writer(), Show)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        queue!(self.writer(), MoveTo(x, y))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        let extent = match region {
            ClearType::All => Extent::All,
            ClearType::AfterCursor => Extent::FromCursorDown,
            ClearType::BeforeCursor => Extent::FromCursorUp,
            ClearType::CurrentLine => Extent::CurrentLine,
            ClearType::UntilNewLine => Extent::UntilNewLine,
        };
        queue!(self.writer(), Clear(extent))
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: Size::ZERO,
        })
    }

    /// Nothing: the screen flushes once the frame is whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
