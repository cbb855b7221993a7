//! The question before quitting.

use super::paint::Painter;
use crate::base::printable;
use crate::run::file_name;
use crate::tui::Action;
use crate::tui::app::App;
use crate::tui::content::counted;
use crate::tui::input::Context;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget};
use std::path::PathBuf;

pub fn draw(painter: &mut Painter) {
    let lines = question(painter.app);
    let screen = painter.area();
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let (width, height) = (60.min(screen.width), height.min(screen.height));
    let area = Rect::new(
        (screen.width - width) / 2,
        (screen.height - height) / 2,
        width,
        height,
    );
    painter.clear(area);
    let border = painter.style(Role::Warning);
    Block::bordered()
        .border_style(border)
        .render(area, painter.buffer());
    let inner = Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2);
    painter.centred(inner, Role::Text, &lines);
}

/// What runs, and what can be done about it.
fn question(app: &App) -> Vec<String> {
    let key = |action| app.keys.keymap.key_for(Context::ConfirmQuit, action);
    let (quit, stay) = (key(Action::StopAndQuit), key(Action::Back));
    let mut lines = Vec::new();
    match (&app.detections.batch, app.detections.running()) {
        (Some(batch), _) => {
            let (done, total) = batch.progress();
            lines.push(format!("Detections are running: {done} of {total} are done."));
        }
        (None, Some(_)) => lines.push("A detection is running.".to_owned()),
        (None, None) if app.own_runs.is_empty() => lines.push("Nothing runs any more.".to_owned()),
        (None, None) => {}
    }
    let runs: Vec<&PathBuf> = app.own_runs.iter().collect();
    match runs.as_slice() {
        [] => lines.extend([String::new(), format!("{quit} stops it and quits · {stay} stays")]),
        runs => {
            lines.push(match runs {
                [only] => format!("The run {} was started from here.", printable(&file_name(only))),
                many => format!("{} were started from here.", counted(many.len(), "run", "runs")),
            });
            let stop = key(Action::StopRunsAndQuit);
            lines.push(String::new());
            lines.push(format!(
                "{quit} quits and lets it run · {stop} stops it too · {stay} stays"
            ));
        }
    }
    lines
}
