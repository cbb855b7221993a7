//! The first line, and the line that tells of the demo model.

use super::paint::Painter;
use super::tabs;
use crate::base::printable_path;
use crate::tui::app::App;
use crate::tui::content::{Piece, cut_end, cut_start};
use crate::tui::layout::Areas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;

/// What is said for as long as the demo model is used.
const DEMO_NOTICE: &str = "demo model, trained on drawn pictures: good for trying the program";

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let app = painter.app;
    let place = match app.samples.is_empty() {
        false => format!("  {} of {}", app.samples.place() + 1, app.samples.len()),
        true => String::new(),
    };
    let filter = match app.filtering.text() {
        "" => String::new(),
        text => format!("  filter {text}"),
    };
    let used = tabs::draw(painter, areas.title);
    let about = format!(
        "{} input {} px · {}",
        machine(app, areas.title.width),
        app.about.settings.image_size,
        app.view.theme.name
    );
    painter.line_right(areas.title, &[Piece::new(Role::Muted, about.as_str())]);
    let room = areas.title.width.saturating_sub(used + width(&about));
    let filter = cut_end(&filter, room / 2);
    let taken = used + width(&about) + width(&place) + width(&filter) + 1;
    let root = cut_start(
        &printable_path(&app.about.root),
        areas.title.width.saturating_sub(taken),
    );
    let rest = Rect {
        x: areas.title.x + used,
        width: areas.title.width.saturating_sub(used + width(&about)),
        ..areas.title
    };
    painter.line(
        rest,
        &[
            Piece::new(Role::Text, root),
            Piece::new(Role::Muted, place),
            Piece::new(Role::Info, filter),
        ],
    );
    if let Some(notice) = areas.notice {
        painter.fill(notice, Role::Notice);
        painter.line(notice, &[Piece::new(Role::Notice, DEMO_NOTICE)]);
    }
}

/// Device and load, where there is room.
fn machine(app: &App, width: u16) -> String {
    const WIDE: u16 = 110;
    let device = app.detections.latest().map(|outcome| outcome.device.clone());
    let load = app.machine.words();
    let words = device.into_iter().chain((!load.is_empty()).then_some(load));
    let words: Vec<String> = words.filter(|_| width >= WIDE).collect();
    match words.is_empty() {
        true => String::new(),
        false => format!(" {} ·", words.join(" · ")),
    }
}

fn width(text: &str) -> u16 {
    u16::try_from(unicode_width::UnicodeWidthStr::width(text)).unwrap_or(u16::MAX)
}
