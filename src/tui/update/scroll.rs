//! Scrolling of text: the layer that is open, else what the screen says beside its pictures or list.

use crate::tui::app::{App, Layer, Screen};
use crate::tui::content::{answer_lines, details_lines, help_lines, inspect_lines, journal_lines};
use crate::tui::layout::{help_area, inspect_areas, sessions_areas};

/// Scrolls by `lines`, up if negative, as far as there is text.
pub fn by(app: &mut App, lines: i32) {
    let (length, height) = extent(app);
    let last = length.saturating_sub(height);
    let moved = |from: u16| {
        let to = i32::from(from).saturating_add(lines).clamp(0, last.into());
        u16::try_from(to).unwrap_or(u16::MAX)
    };
    match app.view.layers.last_mut() {
        Some(Layer::Help { scroll } | Layer::Report { scroll } | Layer::Journal { scroll }) => {
            *scroll = moved(*scroll)
        }
        _ if app.view.screen == Screen::Sessions => app.sessions.scroll = moved(app.sessions.scroll),
        _ if app.view.screen == Screen::Inspect => app.inspect.scroll = moved(app.inspect.scroll),
        _ => app.view.details_scroll = moved(app.view.details_scroll),
    }
}

pub fn by_half(app: &mut App, direction: i32) {
    let (_, height) = extent(app);
    by(app, direction * i32::from(height / 2).max(1));
}

/// Lines of the text and rows it is shown in.
fn extent(app: &App) -> (u16, u16) {
    let Some(areas) = app.areas() else {
        return (0, 0);
    };
    let (lines, height) = match (app.view.layers.last(), areas.details) {
        (Some(Layer::Help { .. }), _) => {
            let area = help_area(app.view.size);
            (
                help_lines(&app.keys.keymap, app.place(), area.width).len(),
                area.height,
            )
        }
        (Some(Layer::Report { .. }), _) => {
            let area = help_area(app.view.size);
            (app.view.report.len(), area.height)
        }
        (Some(Layer::Journal { .. }), _) => {
            let area = help_area(app.view.size);
            (journal_lines(app, area.width).len(), area.height)
        }
        _ if app.view.screen == Screen::Sessions => {
            let area = sessions_areas(areas.body).answer.body;
            (answer_lines(app, area.width).len(), area.height)
        }
        _ if app.view.screen == Screen::Inspect => {
            let area = inspect_areas(areas.body, &app.inspect_rows(), app.inspect.pane)
                .text
                .body;
            (inspect_lines(app, area.width).len(), area.height)
        }
        (_, Some(details)) => (details_lines(app, details.body.width).len(), details.body.height),
        (_, None) => (0, 0),
    };
    (u16::try_from(lines).unwrap_or(u16::MAX), height)
}
