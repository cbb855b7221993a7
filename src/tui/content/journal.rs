//! What was said since the start, the newest first.

use super::{Piece, TextLine, wrap};
use crate::tui::app::{App, Level};
use crate::tui::theme::Role;

/// The text, broken to `width` cells.
pub fn journal_lines(app: &App, width: u16) -> Vec<TextLine> {
    let journal = &app.status.journal;
    let shown = match journal.least {
        Level::Info => "all messages",
        Level::Warning => "warnings and errors",
        Level::Error => "errors",
    };
    let mut lines = vec![
        vec![Piece::new(Role::Muted, format!("{shown}, the newest first"))],
        Vec::new(),
    ];
    for (number, message) in journal.shown() {
        let role = match message.level {
            Level::Info => Role::Text,
            Level::Warning => Role::Warning,
            Level::Error => Role::Error,
        };
        for (place, text) in message.text.lines().enumerate() {
            let head = match place {
                0 => format!("{number:>4} {:<8}", message.level.name()),
                _ => " ".repeat(13),
            };
            let line = vec![
                Piece::new(Role::Muted, head),
                Piece::new(
                    role,
                    format!("{}{text}", if place == 0 { message.level.sign() } else { "" }),
                ),
            ];
            lines.extend(wrap(line, width, 13));
        }
    }
    if lines.len() == 2 {
        lines.push(vec![Piece::new(Role::Muted, "nothing was said")]);
    }
    lines
}
