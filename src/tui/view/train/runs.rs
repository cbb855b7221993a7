//! A list of runs.

use crate::run::RunState;
use crate::tui::app::RunList;
use crate::tui::content::{Piece, cut_end, wrap};
use crate::tui::layout::TextArea;
use crate::tui::theme::Role;
use crate::tui::view::paint::Painter;
use ratatui::layout::Rect;

pub fn draw(painter: &mut Painter, area: TextArea, list: &RunList, name: &str, hint: &str) {
    let app = painter.app;
    let focused = app.form.is_none();
    let role = if focused { Role::Focus } else { Role::Title };
    let mut title = vec![Piece::new(role, name)];
    if list.runs().len() > usize::from(area.body.height) {
        title.push(Piece::new(
            Role::Text,
            format!(" {} of {}", list.place() + 1, list.runs().len()),
        ));
    }
    painter.title(area.title, focused, &title);
    if list.runs().is_empty() {
        return empty(painter, area.body, list, hint);
    }
    let rows = list.runs().iter().enumerate().skip(list.top());
    for ((place, run), y) in rows.zip(area.body.top()..area.body.bottom()) {
        let spot = Rect {
            y,
            height: 1,
            ..area.body
        };
        let selected = place == list.place();
        if selected {
            painter.fill(spot, Role::Selection);
        }
        let base = if selected { Role::Selection } else { Role::Text };
        let (sign, role) = state_sign(run.state);
        let word = run.state.name();
        let overlaid = if app.train.is_overlaid(&run.folder) {
            "≈"
        } else {
            " "
        };
        painter.line_right(
            spot,
            &[Piece::new(if selected { base } else { role }, format!(" {word}"))],
        );
        let room = spot.width.saturating_sub(word.len() as u16 + 6);
        let name = cut_end(&run.name, room);
        let mark = if selected { "›" } else { " " };
        let pieces = [
            Piece::new(base, mark),
            Piece::new(if selected { base } else { role }, sign),
            Piece::new(base, format!("{overlaid}{name}")),
        ];
        painter.line(
            Rect {
                width: spot.width.saturating_sub(word.len() as u16 + 1),
                ..spot
            },
            &pieces,
        );
    }
}

fn empty(painter: &mut Painter, area: Rect, list: &RunList, hint: &str) {
    let text = if list.is_listed() {
        hint
    } else {
        "looking for runs…"
    };
    let lines = wrap(
        vec![Piece::new(Role::Muted, text)],
        area.width.saturating_sub(1),
        0,
    );
    for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
        painter.line(
            Rect {
                x: area.x + 1,
                y,
                width: area.width.saturating_sub(1),
                height: 1,
            },
            line,
        );
    }
}

/// A sign and a role for a state: neither colour nor sign alone must be understood, as the word stands beside them.
pub fn state_sign(state: RunState) -> (&'static str, Role) {
    match state {
        RunState::Running => ("▶", Role::Progress),
        RunState::Paused => ("‖", Role::Warning),
        RunState::Stopped => ("■", Role::Muted),
        RunState::Failed | RunState::Dead => ("✗", Role::Error),
        RunState::Finished => ("✓", Role::Info),
    }
}
