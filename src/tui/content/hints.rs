//! The bottom line: the keys valid now, made from the key table.

use super::{Piece, TextLine};
use crate::tui::Action;
use crate::tui::app::{App, Focus, is_available};
use crate::tui::input::sequence_shown;
use crate::tui::theme::Role;
use unicode_width::UnicodeWidthStr;

/// As many hints as fit into `width` cells, in the order of the table.
pub fn hint_pieces(app: &App, width: u16) -> TextLine {
    if !app.keys.pending.is_empty() {
        let begun = format!("{}…", sequence_shown(&app.keys.pending));
        return vec![
            Piece::new(Role::Key, begun),
            Piece::new(Role::Hint, "  Esc gives up"),
        ];
    }
    let mut line = TextLine::new();
    let mut used = 0;
    for (keys, binding) in app.keys.keymap.listed(app.context()) {
        // While enlarged, Enter says what z would.
        let repeated = binding.action == Action::Enlarge && app.view.enlarged;
        if binding.hint.is_empty() || repeated || !is_available(app, binding.action) {
            continue;
        }
        let key = keys.split(' ').next().unwrap_or_default();
        let words = format!(" {}  ", words(app, binding.action, binding.hint));
        let needed = key.width() + words.trim_end().width();
        if used + needed > usize::from(width) {
            continue;
        }
        used += key.width() + words.width();
        line.push(Piece::new(Role::Key, key));
        line.push(Piece::new(Role::Hint, words));
    }
    line
}

/// Some actions say what they would do, or what is set.
fn words(app: &App, action: Action, hint: &str) -> String {
    let known = app
        .samples
        .selected_id()
        .is_some_and(|id| app.detections.result(id).is_some());
    match action {
        Action::Open if app.view.enlarged => "all three".to_owned(),
        Action::Open if app.view.focus == Focus::Pane || known => "enlarge".to_owned(),
        Action::Open => "detect".to_owned(),
        Action::Detect if known => "detect again".to_owned(),
        Action::ToggleAuto => format!("auto {}", if app.detections.auto { "on" } else { "off" }),
        Action::CycleRenderer => format!("images: {}", app.renderer()),
        _ => hint.to_owned(),
    }
}
