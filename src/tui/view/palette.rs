//! The command palette: what fits, over the bottom of the panes, and the prompt on the status line.

use super::paint::Painter;
use super::prompt;
use crate::tui::content::{Piece, cut_end};
use crate::tui::layout::Areas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;

/// Most lines.
const LINES: u16 = 12;
/// Columns of the names, and of the keys.
const COLUMNS: (usize, usize) = (24, 14);

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let app = painter.app;
    let entries = app.palette.entries(&app.keys.keymap);
    let selected = app.palette.selected();
    let rows = LINES.min(areas.body.height.saturating_sub(1));
    let shown = u16::try_from(entries.len()).unwrap_or(rows).min(rows).max(1);
    let area = Rect {
        y: areas.body.bottom() - shown - 1,
        height: shown + 1,
        ..areas.body
    };
    painter.clear(area);
    let title = format!("commands: {}", entries.len());
    painter.title(
        Rect { height: 1, ..area },
        true,
        &[Piece::new(Role::Focus, title)],
    );
    let first = (selected + 1).saturating_sub(usize::from(shown));
    let lines = entries.iter().enumerate().skip(first);
    for ((place, entry), y) in lines.zip(area.y + 1..area.bottom()) {
        let spot = Rect { y, height: 1, ..area };
        let base = if place == selected {
            Role::Selection
        } else {
            Role::Text
        };
        if place == selected {
            painter.fill(spot, Role::Selection);
        }
        let (names, keys) = COLUMNS;
        let key_role = if place == selected { base } else { Role::Key };
        painter.line(
            spot,
            &[
                Piece::new(base, if place == selected { "›" } else { " " }),
                Piece::new(base, format!("{:names$}", entry.name)),
                Piece::new(key_role, format!("{:keys$}", cut_end(&entry.keys, keys as u16))),
                Piece::new(base, entry.help),
            ],
        );
    }
    let note = if entries.is_empty() {
        Piece::new(Role::Warning, "nothing here is called so")
    } else {
        Piece::new(Role::Muted, "a part of a name, or of what it does")
    };
    let (text, cursor) = (app.palette.text(), app.palette.text().len());
    prompt::draw(painter, areas.status, ":", text, cursor, &note);
}
