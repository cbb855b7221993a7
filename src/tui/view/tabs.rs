//! The screens in the title line, the one that is shown in brackets.

use super::paint::Painter;
use crate::tui::content::{Piece, tabs};
use crate::tui::theme::Role;
use ratatui::layout::Rect;

/// Draws them; the cells used.
pub fn draw(painter: &mut Painter, area: Rect) -> u16 {
    let app = painter.app;
    let mut pieces: Vec<Piece> = tabs(app.view.screen, area.width)
        .into_iter()
        .map(|(screen, text)| {
            let role = if screen == app.view.screen {
                Role::Focus
            } else {
                Role::Muted
            };
            Piece::new(role, text)
        })
        .collect();
    pieces.push(Piece::new(Role::Text, " "));
    painter.line(area, &pieces)
}
