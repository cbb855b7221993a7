//! The Sessions screen: the list, and what was found out about a session.

use super::paint::Painter;
use crate::tui::app::SessionTask;
use crate::tui::content::{Piece, answer_lines, counted, session_pieces, wrap};
use crate::tui::layout::{Areas, TextArea, sessions_areas};
use crate::tui::theme::Role;
use ratatui::layout::Rect;

const NONE_YET: &str = "no sessions yet: Ctrl-s saves what the workbench holds, and so does `session save`";

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let places = sessions_areas(areas.body);
    for y in places.divider.top()..places.divider.bottom() {
        let spot = Rect {
            y,
            height: 1,
            ..places.divider
        };
        painter.line(spot, &[Piece::new(Role::Border, "│")]);
    }
    draw_list(painter, places.list);
    draw_answer(painter, places.answer);
}

fn draw_list(painter: &mut Painter, area: TextArea) {
    let app = painter.app;
    painter.title(area.title, true, &[Piece::new(Role::Focus, "sessions")]);
    let Some(list) = &app.sessions.list else {
        painter.line(area.body, &[Piece::new(Role::Muted, " reading…")]);
        return;
    };
    if list.is_empty() {
        let lines = wrap(
            vec![Piece::new(Role::Muted, NONE_YET)],
            area.body.width.saturating_sub(1),
            0,
        );
        for (line, y) in lines.iter().zip(area.body.top()..area.body.bottom()) {
            painter.line(
                Rect {
                    y,
                    height: 1,
                    ..area.body
                },
                line,
            );
        }
        return;
    }
    let shown = list.iter().skip(app.sessions.top());
    for (line, y) in shown.zip(area.body.top()..area.body.bottom()) {
        let row = Rect {
            y,
            height: 1,
            ..area.body
        };
        if app.sessions.selected.as_ref() == Some(&line.path) {
            painter.fill(row, Role::Selection);
        }
        let count = line
            .about
            .as_ref()
            .map_or(String::new(), |about| format!(" {}", about.pictures));
        let width = u16::try_from(count.len()).unwrap_or(0);
        let name = Rect {
            width: row.width.saturating_sub(width),
            ..row
        };
        painter.line(name, &session_pieces(app, line));
        painter.line_right(row, &[Piece::new(Role::Muted, count)]);
    }
}

fn draw_answer(painter: &mut Painter, area: TextArea) {
    let app = painter.app;
    let sessions = &app.sessions;
    let mut title = vec![Piece::new(
        Role::Title,
        sessions.task.as_ref().map_or("session", |(task, _)| task.name()),
    )];
    if let Some(line) = sessions.selected_line() {
        title.push(Piece::new(Role::Text, format!(" {}", line.name)));
        if let Ok(about) = &line.about {
            let words = format!(
                "  {} · {} of {}",
                about.saved,
                counted(about.pictures, "picture", "pictures"),
                about.dataset
            );
            title.push(Piece::new(Role::Muted, words));
        }
    }
    if matches!(sessions.task, Some((SessionTask::Diff, _)))
        && let Some(marked) = sessions.marked.as_ref().and_then(|path| path.file_stem())
    {
        title.push(Piece::new(
            Role::Muted,
            format!("  against {}", marked.to_string_lossy()),
        ));
    }
    let lines = answer_lines(app, area.body.width);
    let hidden = lines.len().saturating_sub(area.body.height.into());
    let scroll = usize::from(sessions.scroll).min(hidden);
    if hidden > scroll {
        title.push(Piece::new(
            Role::Muted,
            format!("  ({} more lines, Ctrl-d scrolls)", hidden - scroll),
        ));
    }
    painter.title(area.title, false, &title);
    for (line, y) in lines.iter().skip(scroll).zip(area.body.top()..area.body.bottom()) {
        painter.line(
            Rect {
                y,
                height: 1,
                ..area.body
            },
            line,
        );
    }
}
