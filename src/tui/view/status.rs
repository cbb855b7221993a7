//! The two lines at the bottom: prompt or message with the progress or what to know, and the keys valid now.

use super::paint::Painter;
use super::prompt;
use crate::base::plain_time;
use crate::engine::DetectionStage;
use crate::run::{RunKind, RunState};
use crate::tui::Action;
use crate::tui::app::{App, Job, Layer, Level};
use crate::tui::content::{Piece, TextLine, counted, cut_path, hint_pieces, stage_words};
use crate::tui::layout::Areas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let app = painter.app;
    let mut progress = progress(app);
    if progress.is_empty() {
        progress = jobs(app);
    }
    if progress.is_empty() {
        progress = notices(app);
    }
    let width: usize = progress.iter().map(|piece| piece.text.width()).sum();
    let has_line = [Layer::Filter, Layer::Prompt]
        .iter()
        .any(|layer| app.view.layers.contains(layer));
    if !has_line {
        painter.line_right(areas.status, &progress);
    }
    let left = Rect {
        width: areas
            .status
            .width
            .saturating_sub(u16::try_from(width).unwrap_or(u16::MAX)),
        ..areas.status
    };
    let layer = app
        .view
        .layers
        .iter()
        .find(|layer| matches!(layer, Layer::Search | Layer::Filter | Layer::Prompt));
    match layer {
        Some(Layer::Search) => prompt::draw_search(painter, left),
        Some(Layer::Prompt) => prompt::draw_question(painter, areas.status),
        Some(_) => prompt::draw_filter(painter, areas.status),
        None => message(painter, left),
    }
    let hints = hint_pieces(app, areas.hints.width);
    painter.line(areas.hints, &hints);
}

fn message(painter: &mut Painter, area: Rect) {
    let Some(message) = painter.app.status.message() else {
        return;
    };
    let role = match message.level {
        Level::Info => Role::Info,
        Level::Warning => Role::Warning,
        Level::Error => Role::Error,
    };
    let text = format!("{}{}", message.level.sign(), message.text);
    painter.line(area, &[Piece::new(role, text)]);
}

/// The runs at work that another screen is about, with the key to it.
fn jobs(app: &App) -> TextLine {
    let jobs = app.jobs_elsewhere();
    let Some(first) = jobs.first() else {
        return TextLine::new();
    };
    let action = match first.kind {
        RunKind::Train => Action::ShowTrain,
        RunKind::Evaluate => Action::ShowEvaluate,
    };
    let key = app.keys.keymap.key_for(app.context(), action);
    let Job {
        name,
        kind,
        done,
        total,
        ..
    } = first;
    let name = cut_path(name, app.view.size.width / 4);
    let rests = match first.state {
        RunState::Paused => ", paused",
        _ => "",
    };
    let more = match jobs.len() - 1 {
        0 => String::new(),
        more => format!(" · {more} more"),
    };
    let words = format!(" {} {name} {done}/{total}{rests}{more}", kind.name());
    vec![
        Piece::new(Role::Progress, words),
        Piece::new(Role::Key, format!(" {key}")),
    ]
}

/// What the report has to say, as long as nothing runs.
fn notices(app: &App) -> TextLine {
    let index = app.samples.collection().index();
    let (warnings, excluded) = (index.warnings.len(), index.excluded.len());
    let mut line = TextLine::new();
    if warnings > 0 {
        let text = format!(" ! {}", counted(warnings, "warning", "warnings"));
        line.push(Piece::new(Role::Warning, text));
    }
    if excluded > 0 {
        let gap = if line.is_empty() { " " } else { " · " };
        line.push(Piece::new(Role::Muted, format!("{gap}{excluded} left out")));
    }
    if !line.is_empty() {
        line.push(Piece::new(Role::Key, " W"));
    }
    line
}

/// How far the detection is: always in words, with a bar while the tower runs; and how far all of them are, where there are
/// many.
fn progress(app: &App) -> TextLine {
    const BAR: usize = 12;
    let Some(running) = app.detections.running() else {
        return TextLine::new();
    };
    let name = app.samples.collection().name(running.sample);
    let mut line = vec![Piece::new(
        Role::Muted,
        format!(" {} ", cut_path(&name, app.view.size.width / 4)),
    )];
    line.push(match running.stage {
        Some(DetectionStage::Vision { done, total }) => {
            let full = BAR * done.min(total) / total.max(1);
            let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
            Piece::new(Role::Progress, format!("{bar} {done}/{total}"))
        }
        _ => Piece::new(Role::Progress, stage_words(running)),
    });
    if let Some(batch) = &app.detections.batch {
        let (done, total) = batch.progress();
        let left = batch
            .left()
            .map_or(String::new(), |left| format!(", {} left", plain_time(left)));
        line.push(Piece::new(
            Role::Info,
            format!(" · picture {} of {total}{left}", (done + 1).min(total)),
        ));
    }
    line
}
