//! The details under the pictures.

use super::paint::Painter;
use crate::tui::app::Focus;
use crate::tui::content::{Piece, details_lines};
use crate::tui::layout::Areas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;

pub fn draw_details(painter: &mut Painter, areas: &Areas) {
    let Some(details) = areas.details else { return };
    let app = painter.app;
    let lines = details_lines(app, details.body.width);
    let hidden = lines.len().saturating_sub(details.body.height.into());
    let focused = app.view.focus == Focus::Details;
    let role = if focused { Role::Focus } else { Role::Title };
    let mut title = vec![Piece::new(role, "details")];
    let scroll = usize::from(app.view.details_scroll).min(hidden);
    if hidden > scroll {
        title.push(Piece::new(
            Role::Muted,
            format!(" ({} more lines)", hidden - scroll),
        ));
    }
    painter.title(details.title, focused, &title);
    let rows = details.body.top()..details.body.bottom();
    for (line, y) in lines.iter().skip(scroll).zip(rows) {
        painter.line(
            Rect {
                y,
                height: 1,
                ..details.body
            },
            line,
        );
    }
}
