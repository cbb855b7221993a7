//! The screen as a picture: its text in a font of ours, its panes in pixels, whatever the terminal can show.

mod font;
mod lines;
mod raster;

pub use raster::{CELL, render};

use super::graphics::EncodeRequest;
use super::view;
use super::{App, update};
use crate::base::{printable_path, write_atomically};
use image::ImageFormat;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use std::io::{Cursor, Write};
use std::path::PathBuf;

/// What a picture of the screen is made from. Taken in an instant; [`render`] takes longer.
#[derive(Debug)]
pub struct ScreenPicture {
    /// The cells.
    pub cells: Buffer,
    /// Text and ground where a cell names no colour.
    pub plain: [Color; 2],
    /// Panes and what they show.
    pub panes: Vec<(Rect, EncodeRequest)>,
    /// Where it is written.
    pub file: PathBuf,
}

/// Draws the picture and writes it where it is meant to be, if there is nothing yet; its whole path.
///
/// # Errors
/// With a sentence for the user.
pub fn save(screen: &ScreenPicture) -> Result<PathBuf, String> {
    let file = std::path::absolute(&screen.file).unwrap_or_else(|_| screen.file.clone());
    let shown = printable_path(&file);
    if file.exists() {
        return Err(format!("{shown} exists already: choose another name"));
    }
    let picture = render(screen).map_err(|error| error.to_string())?;
    let mut png = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .map_err(|error| format!("{shown}: {error}"))?;
    write_atomically(&file, |out| out.write_all(&png)).map_err(|error| format!("{shown}: {error}"))?;
    Ok(file)
}

impl ScreenPicture {
    /// The screen as it is now.
    pub fn of(app: &App, file: PathBuf) -> Self {
        let size = app.view.size;
        let mut terminal = match Terminal::new(TestBackend::new(size.width, size.height)) {
            Ok(terminal) => terminal,
            Err(never) => match never {},
        };
        let cells = match terminal.draw(|frame| drop(view::draw(frame, app))) {
            Ok(frame) => frame.buffer.clone(),
            Err(never) => match never {},
        };
        let text = app.view.theme.style(super::theme::Role::Text);
        Self {
            cells,
            plain: [text.fg.unwrap_or(Color::Reset), text.bg.unwrap_or(Color::Reset)],
            panes: update::visible_panes(app, CELL),
            file,
        }
    }
}
