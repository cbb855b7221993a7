//! The bottom line: the keys valid now, made from the key table.

use super::{Piece, TextLine};
use crate::run::RunState;
use crate::tui::Action;
use crate::tui::app::{App, Focus, is_available};
use crate::tui::input::{Hint, sequence_shown};
use crate::tui::theme::Role;
use unicode_width::UnicodeWidthStr;

/// As many hints as fit into `width` cells, the most wanted first.
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
    for (keys, action, hint) in offered(app) {
        let key = keys.split(' ').next().unwrap_or_default();
        let gap = if line.is_empty() { "" } else { "  " };
        let words = format!(" {}", words(app, action, hint.text));
        let needed = gap.width() + key.width() + words.width();
        if used + needed > usize::from(width) {
            continue;
        }
        used += needed;
        line.push(Piece::new(Role::Hint, gap));
        line.push(Piece::new(Role::Key, key));
        line.push(Piece::new(Role::Hint, words));
    }
    line
}

/// What can be done now, the most wanted first.
fn offered(app: &App) -> Vec<(String, Action, Hint)> {
    // While enlarged, Enter says what z would.
    let repeated = |action| action == Action::Enlarge && app.view.enlarged;
    let rows = app.keys.keymap.listed(app.context());
    let mut offered: Vec<_> = rows
        .filter_map(|(keys, binding)| Some((keys, binding.action, binding.hint?)))
        .filter(|(_, action, _)| is_available(app, *action) && !repeated(*action))
        .collect();
    offered.sort_by_key(|(_, _, hint)| hint.rank);
    offered
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
        Action::CycleSort => format!("by {}", app.samples.sort.name()),
        Action::CycleMask => format!("mask {}", app.pictures.mask_style.name()),
        Action::ToggleGrid if app.view.grid => "list".to_owned(),
        Action::ToggleNode => node_words(app).to_owned(),
        Action::CycleQuantity => app.train.chart.quantity.name().to_owned(),
        Action::CycleAxis => app.train.chart.axis.name().to_owned(),
        Action::CycleSmoothing => match app.train.chart.smoothing() {
            0.0 => "not smoothed".to_owned(),
            weight => format!("smoothed {weight}"),
        },
        Action::ToggleLogScale => format!("log {}", if app.train.chart.log_scale { "on" } else { "off" }),
        Action::CyclePlot => app.evaluate.plot.name().to_owned(),
        Action::PauseRun if app.train.list.selected().map(|run| run.state) == Some(RunState::Paused) => {
            "go on".to_owned()
        }
        Action::CycleRenderer => format!("images: {}", app.drawn_by()),
        _ => hint.to_owned(),
    }
}

fn node_words(app: &App) -> &'static str {
    let node = app.tree.node();
    let is_branch = app.samples.collection().outline().is_branch(node);
    match (is_branch, app.tree.is_open(node)) {
        (true, true) => "fold",
        (true, false) => "unfold",
        (false, _) => "to the list",
    }
}
