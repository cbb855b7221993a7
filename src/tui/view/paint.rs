//! Drawing primitives: text with roles, in cells, never past its area.

use crate::tui::app::App;
use crate::tui::content::{Piece, cut_end};
use crate::tui::graphics::{ImageId, PlacedPicture};
use crate::tui::theme::Role;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

/// A frame being drawn and the state it is drawn from.
pub struct Painter<'f, 'b, 'a> {
    frame: &'f mut Frame<'b>,
    placed: Vec<ImageId>,
    /// The state.
    pub app: &'a App,
}

impl<'f, 'b, 'a> Painter<'f, 'b, 'a> {
    /// Paints `app` onto `frame`.
    pub fn new(frame: &'f mut Frame<'b>, app: &'a App) -> Self {
        Self {
            frame,
            placed: Vec::new(),
            app,
        }
    }

    /// Draws a picture that is put at a place.
    pub fn place(&mut self, picture: &PlacedPicture, area: Rect) {
        picture.render(area, self.buffer());
        self.placed.push(picture.id());
    }

    /// The pictures that were put at a place.
    pub fn into_placed(self) -> Vec<ImageId> {
        self.placed
    }

    /// The frame's cells.
    pub fn buffer(&mut self) -> &mut Buffer {
        self.frame.buffer_mut()
    }

    /// The whole frame.
    pub fn area(&self) -> Rect {
        self.frame.area()
    }

    /// A role's style, the ground of the text under it where it has none of its own.
    pub fn style(&self, role: Role) -> Style {
        let theme = &self.app.view.theme;
        theme.style(Role::Text).patch(theme.style(role))
    }

    /// Draws `pieces` one after the other on the first line of `area`; returns the cells used.
    pub fn line(&mut self, area: Rect, pieces: &[Piece]) -> u16 {
        let mut x = area.x;
        for piece in pieces {
            if area.is_empty() || x >= area.right() {
                break;
            }
            let style = self.app.view.theme.style(piece.role);
            let text = cut_end(&piece.text, area.right() - x);
            x = self
                .buffer()
                .set_stringn(x, area.y, text, usize::from(area.right() - x), style)
                .0;
        }
        x - area.x
    }

    /// Draws `pieces` so that they end where `area` ends.
    pub fn line_right(&mut self, area: Rect, pieces: &[Piece]) {
        let width: usize = pieces.iter().map(|piece| piece.text.width()).sum();
        let width = u16::try_from(width).unwrap_or(u16::MAX).min(area.width);
        let x = area.right() - width;
        self.line(Rect { x, width, ..area }, pieces);
    }

    /// Draws text in the middle of `area`.
    pub fn centred(&mut self, area: Rect, role: Role, lines: &[String]) {
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
        let top = area.y + (area.height - height) / 2;
        for (row, text) in (top..top + height).zip(lines) {
            let text = cut_end(text, area.width);
            let width = u16::try_from(text.width()).unwrap_or(area.width).min(area.width);
            let x = area.x + (area.width - width) / 2;
            let spot = Rect::new(x, row, width, 1);
            self.line(spot, &[Piece::new(role, text)]);
        }
    }

    /// Draws a title line: the title, then a rule to the end.
    pub fn title(&mut self, area: Rect, focused: bool, title: &[Piece]) {
        if area.is_empty() {
            return;
        }
        let rule = "─".repeat(area.width.into());
        self.line(area, &[Piece::new(Role::Border, rule)]);
        let sign = match focused {
            true => Piece::new(Role::Focus, "▶ "),
            false => Piece::new(Role::Border, "─ "),
        };
        let mut pieces = vec![sign];
        pieces.extend_from_slice(title);
        pieces.push(Piece::new(Role::Border, " "));
        self.line(area, &pieces);
    }

    /// Gives a whole area the style of a role.
    pub fn fill(&mut self, area: Rect, role: Role) {
        let style = self.app.view.theme.style(role);
        self.buffer().set_style(area, style);
    }

    /// Empties an area, for something that lies over the panes.
    pub fn clear(&mut self, area: Rect) {
        let style = self.style(Role::Text);
        Clear.render(area, self.buffer());
        self.buffer().set_style(area, style);
    }

    /// Shows the cursor.
    pub fn cursor(&mut self, position: Position) {
        self.frame.set_cursor_position(position);
    }
}
