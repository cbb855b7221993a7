//! What is said of the sessions: a line each, and what was found out about one.

use super::{Piece, TextLine, wrap};
use crate::tui::app::{App, Level, SessionLine};
use crate::tui::theme::Role;

/// A line of the list.
pub fn session_pieces(app: &App, line: &SessionLine) -> TextLine {
    let is_selected = app.sessions.selected.as_ref() == Some(&line.path);
    let is_marked = app.sessions.marked.as_ref() == Some(&line.path);
    let base = if is_selected { Role::Selection } else { Role::Text };
    let mut pieces = vec![
        Piece::new(base, if is_selected { "›" } else { " " }),
        Piece::new(Role::Info, if is_marked { "* " } else { "  " }),
    ];
    match &line.about {
        Ok(_) => pieces.push(Piece::new(base, line.name.clone())),
        Err(_) => pieces.push(Piece::new(Role::Error, format!("✗ {}", line.name))),
    }
    pieces
}

/// The answer, broken to `width` cells.
pub fn answer_lines(app: &App, width: u16) -> Vec<TextLine> {
    let sessions = &app.sessions;
    let mut lines = Vec::new();
    if let Some(SessionLine {
        about: Err(reason), ..
    }) = sessions.selected_line()
    {
        for text in reason.lines() {
            lines.extend(wrap(vec![Piece::new(Role::Error, text)], width, 2));
        }
        return lines;
    }
    for (level, text) in &sessions.answer {
        let role = match level {
            Level::Info => Role::Text,
            Level::Warning => Role::Muted,
            Level::Error => Role::Error,
        };
        lines.extend(wrap(vec![Piece::new(role, text.as_str())], width, 2));
    }
    if sessions.is_running {
        lines.push(vec![Piece::new(Role::Progress, "…")]);
    }
    lines
}
