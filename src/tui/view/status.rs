//! The two lines at the bottom: search prompt or message with the progress, and the keys valid now.

use super::paint::Painter;
use crate::engine::DetectionStage;
use crate::tui::app::{App, Layer, Level};
use crate::tui::content::{Piece, TextLine, cut_path, cut_start, hint_pieces, stage_words};
use crate::tui::layout::Areas;
use crate::tui::theme::Role;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let app = painter.app;
    let progress = progress(app);
    let width: usize = progress.iter().map(|piece| piece.text.width()).sum();
    painter.line_right(areas.status, &progress);
    let left = Rect {
        width: areas
            .status
            .width
            .saturating_sub(u16::try_from(width).unwrap_or(u16::MAX)),
        ..areas.status
    };
    match app.view.layers.contains(&Layer::Search) {
        true => prompt(painter, left),
        false => message(painter, left),
    }
    let hints = hint_pieces(app, areas.hints.width);
    painter.line(areas.hints, &hints);
}

fn message(painter: &mut Painter, area: Rect) {
    let Some(message) = painter.app.status.message() else {
        return;
    };
    let (role, sign) = match message.level {
        Level::Info => (Role::Info, ""),
        Level::Warning => (Role::Warning, "! "),
        Level::Error => (Role::Error, "✗ "),
    };
    painter.line(area, &[Piece::new(role, format!("{sign}{}", message.text))]);
}

fn prompt(painter: &mut Painter, area: Rect) {
    let search = &painter.app.search;
    let found = match (search.query().is_empty(), search.matches().len()) {
        (true, _) => "type a part of the name".to_owned(),
        (false, 0) => "no match".to_owned(),
        (false, count) => match painter.app.samples.selected_id() {
            Some(here) => {
                let place = search.matches().partition_point(|id| *id < here) + 1;
                format!("match {place} of {count}")
            }
            None => format!("{count} matches"),
        },
    };
    let found = format!("  {found} ");
    let room = area
        .width
        .saturating_sub(1 + u16::try_from(found.width()).unwrap_or(0) + 1);
    let query = cut_start(search.query(), room);
    let used = painter.line(area, &[Piece::new(Role::Key, "/"), Piece::new(Role::Text, query)]);
    let rest = Rect {
        x: area.x + used + 1,
        width: area.width.saturating_sub(used + 1),
        ..area
    };
    painter.line(rest, &[Piece::new(Role::Muted, found)]);
    painter.cursor(Position::new(area.x + used, area.y));
}

/// How far the detection is: always in words, with a bar while the tower runs.
fn progress(app: &App) -> TextLine {
    const BAR: usize = 12;
    let Some(running) = app.detections.running() else {
        return TextLine::new();
    };
    let name = app
        .samples
        .get(running.sample)
        .map_or("", |sample| sample.name.as_str());
    let name = cut_path(name, app.view.size.width / 4);
    match running.stage {
        Some(DetectionStage::Vision { done, total }) => {
            let full = BAR * done.min(total) / total.max(1);
            let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
            vec![
                Piece::new(Role::Muted, format!(" {name} ")),
                Piece::new(Role::Progress, format!("{bar} {done}/{total}")),
            ]
        }
        _ => vec![
            Piece::new(Role::Muted, format!(" {name} ")),
            Piece::new(Role::Progress, stage_words(running)),
        ],
    }
}
