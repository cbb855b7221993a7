//! The picture panes: one composed picture each, or why there is none.

use super::paint::Painter;
use crate::tui::app::{App, Focus};
use crate::tui::content::{Piece, stage_words, verdict_piece, wrap};
use crate::tui::graphics::{EncodedPicture, PaneKind, PictureBody, Renderer, Slot};
use crate::tui::layout::{Areas, PaneArea};
use crate::tui::theme::{ColorDepth, Role};
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use ratatui_image::Image;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    for pane in &areas.panes {
        draw_pane(painter, pane);
    }
}

fn draw_pane(painter: &mut Painter, pane: &PaneArea) {
    let app = painter.app;
    let shown = app
        .pictures
        .shown(Slot::Pane(pane.kind))
        .filter(|shown| fits(shown, pane.picture));
    let stale = shown.is_some_and(|shown| shown.key.sample() != app.samples.selected_id());
    let focused = app.view.focus == Focus::Pane && app.view.pane == pane.kind;
    let role = if focused { Role::Focus } else { Role::Title };
    let mut title = vec![Piece::new(role, pane.kind.name())];
    if stale {
        title.push(Piece::new(Role::Muted, " (the one before)"));
    }
    if app.view.enlarged {
        title.extend(enlarged_title(app));
    }
    painter.title(pane.title, focused, &title);
    match shown {
        Some(shown) => draw_picture(painter, shown, pane.picture),
        None => {
            let (role, text) = why_empty(app, pane.kind);
            let width = pane.picture.width.saturating_sub(2);
            let lines = wrap(vec![Piece::new(role, text)], width, 0);
            let lines: Vec<String> = lines
                .into_iter()
                .map(|line| {
                    line.into_iter()
                        .map(|piece| piece.text.trim_end().to_owned())
                        .collect()
                })
                .collect();
            painter.centred(pane.picture, role, &lines);
        }
    }
}

/// While a picture is enlarged there are no details, so its title says the most important of them.
fn enlarged_title(app: &App) -> Vec<Piece> {
    let Some(id) = app.samples.selected_id() else {
        return Vec::new();
    };
    let name = app.samples.collection().name(id);
    let mut pieces = vec![Piece::new(Role::Text, format!("  {name}  "))];
    if let Some(score) = app.detections.score(id) {
        pieces.push(Piece::new(Role::Text, format!("{score:.3} ")));
        pieces.push(verdict_piece(app, score));
    }
    pieces
}

/// A picture encoded for a larger pane waits for its successor unseen.
pub fn fits(shown: &EncodedPicture, area: Rect) -> bool {
    shown.size.width <= area.width && shown.size.height <= area.height
}

pub fn draw_picture(painter: &mut Painter, shown: &EncodedPicture, area: Rect) {
    let spot = Rect {
        x: area.x + (area.width - shown.size.width) / 2,
        y: area.y + (area.height - shown.size.height) / 2,
        width: shown.size.width,
        height: shown.size.height,
    };
    match &shown.body {
        PictureBody::Protocol(protocol) => Image::new(protocol).render(spot, painter.buffer()),
        PictureBody::Placed(picture) => painter.place(picture, spot),
        PictureBody::Characters(rows) => {
            for (row, y) in rows.iter().zip(spot.top()..spot.bottom()) {
                painter.line(Rect { y, height: 1, ..spot }, &[Piece::new(Role::Text, row)]);
            }
        }
    }
}

fn why_empty(app: &App, kind: PaneKind) -> (Role, String) {
    let Some(id) = app.samples.selected_id() else {
        return (Role::Muted, String::new());
    };
    let colourless = app.depth() == ColorDepth::None;
    match (app.renderer(), kind) {
        (Renderer::Off, PaneKind::Image) => {
            return (Role::Muted, "pictures are off: R draws them".to_owned());
        }
        (Renderer::Off, PaneKind::Overlay) => return (Role::Muted, "pictures are off".to_owned()),
        (Renderer::Halfblocks, PaneKind::Overlay) if colourless => {
            return (Role::Muted, "an overlay needs colour".to_owned());
        }
        _ => {}
    }
    if app.pictures.failure(id).is_some() {
        return (Role::Error, "✗ no picture".to_owned());
    }
    if let Some(reason) = app.pictures.refusal_of(id, Slot::Pane(kind)) {
        return (
            Role::Error,
            format!("✗ {}", reason.lines().next().unwrap_or_default()),
        );
    }
    if kind == PaneKind::Image || app.detections.result(id).is_some() {
        return (Role::Muted, "drawing…".to_owned());
    }
    if let Some(running) = app.detections.running().filter(|running| running.sample == id) {
        return (Role::Progress, stage_words(running));
    }
    match app.detections.failure(id) {
        Some(_) => (Role::Error, "✗ failed, see below".to_owned()),
        None => (Role::Muted, "Enter detects".to_owned()),
    }
}
