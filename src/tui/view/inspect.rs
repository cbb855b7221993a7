//! The Inspect screen.

use super::color_bar;
use super::paint::Painter;
use super::panes::{draw_picture, fits};
use crate::picture::Range;
use crate::tui::app::App;
use crate::tui::content::{Piece, inspect_lines, inspect_title, wrap};
use crate::tui::graphics::{EncodedPicture, InspectPane, Slot, Subject};
use crate::tui::layout::{Areas, InspectAreas, TextArea, inspect_areas};
use crate::tui::theme::Role;
use ratatui::layout::Rect;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let app = painter.app;
    let places = inspect_areas(areas.body, &app.inspect_rows(), app.inspect.pane);
    // Pictures are not drawn under a layer: sixels and iTerm2 pictures would stay on top of it.
    if !app.view.is_covered() {
        let alone = places.panes.len() == 1;
        for (pane, area) in &places.panes {
            draw_pane(painter, *pane, *area, alone);
        }
        color_bar::draw_range(painter, places.bar, app.inspect_colormap(), range(app), None);
    }
    draw_text(painter, &places);
}

/// What the colours of the maps stand for; attention has a range of its own, from nothing to the most there is.
fn range(app: &App) -> Range {
    let read_out = app.samples.selected_id().and_then(|id| app.read_out(id));
    read_out.map_or_else(Range::default, |read_out| {
        app.inspect.range(read_out.span, app.detections.range())
    })
}

fn draw_pane(painter: &mut Painter, pane: InspectPane, area: TextArea, alone: bool) {
    let app = painter.app;
    let focused = app.inspect.pane == pane;
    let role = if focused { Role::Focus } else { Role::Title };
    let mut title = vec![Piece::new(role, inspect_title(app, pane))];
    let shown = app
        .pictures
        .shown(Slot::Inspect(pane))
        .filter(|shown| fits(shown, area.body));
    if shown.is_some_and(|shown| shown.key.sample() != app.samples.selected_id()) {
        title.push(Piece::new(Role::Muted, " (the one before)"));
    }
    if let Some(range) = shown.and_then(own_range) {
        title.push(Piece::new(Role::Muted, range));
    }
    if alone {
        let ring = app.inspect_rows().concat();
        let count = ring.len();
        let place = ring
            .iter()
            .position(|other| *other == pane)
            .map_or(1, |place| place + 1);
        title.push(Piece::new(
            Role::Muted,
            format!(" {place} of {count}, Tab goes on"),
        ));
    }
    painter.title(area.title, focused, &title);
    match shown {
        Some(shown) => draw_picture(painter, shown, area.body),
        None => {
            let (role, text) = why_empty(app, pane);
            let lines = wrap(vec![Piece::new(role, text)], area.body.width.saturating_sub(2), 0);
            let plain = |line: Vec<Piece>| line.into_iter().map(|piece| piece.text).collect::<String>();
            let lines: Vec<String> = lines
                .into_iter()
                .map(|line| plain(line).trim_end().to_owned())
                .collect();
            painter.centred(area.body, role, &lines);
        }
    }
}

/// What the colours of a pane stand for where the colour bar does not say it.
fn own_range(shown: &EncodedPicture) -> Option<String> {
    let Subject::Inspect { pane, look, .. } = shown.key.subject else {
        return None;
    };
    let (low, high) = (look.range.low, look.range.high);
    match pane {
        InspectPane::Difference => Some(format!(" ±{high:.2}")),
        InspectPane::Attention(_) if low < 0.0 => Some(format!(" ±{high:.1}")),
        InspectPane::Attention(_) => Some(format!(" 0–{high:.1}")),
        _ => None,
    }
}

fn why_empty(app: &App, pane: InspectPane) -> (Role, String) {
    let Some(id) = app.samples.selected_id() else {
        return (Role::Muted, String::new());
    };
    if app.form_of(Slot::Inspect(pane)).is_none() {
        return (Role::Muted, "needs pictures or colour: R".to_owned());
    }
    if app.pictures.failure(id).is_some() {
        return (Role::Error, "✗ no picture".to_owned());
    }
    if let Some(reason) = app.pictures.refusal_of(id, Slot::Inspect(pane)) {
        let first = reason.lines().next().unwrap_or_default();
        return (Role::Error, format!("✗ {first}"));
    }
    let has_result = app.detections.result(id).is_some();
    let words = match pane {
        InspectPane::Truth => match app.pictures.mask(id) {
            Some((Ok(_), _)) => "drawing…",
            Some((Err(_), _)) => "✗ no mask",
            None => "no mask",
        },
        InspectPane::Image => "drawing…",
        _ if has_result => "drawing…",
        _ => "no result yet",
    };
    (Role::Muted, words.to_owned())
}

fn draw_text(painter: &mut Painter, places: &InspectAreas) {
    let text = places.text;
    let lines = inspect_lines(painter.app, text.body.width);
    let hidden = lines.len().saturating_sub(text.body.height.into());
    let mut title = vec![Piece::new(Role::Title, "reading")];
    let scroll = usize::from(painter.app.inspect.scroll).min(hidden);
    if hidden > scroll {
        title.push(Piece::new(
            Role::Muted,
            format!(" (+{}, Ctrl-d)", hidden - scroll),
        ));
    }
    painter.title(text.title, false, &title);
    for (line, y) in lines.iter().skip(scroll).zip(text.body.top()..text.body.bottom()) {
        let row = Rect {
            y,
            height: 1,
            ..text.body
        };
        painter.line(row, line);
    }
}
