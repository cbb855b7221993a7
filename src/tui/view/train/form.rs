//! The form of a new training, and what it would take.

use crate::base::plain_time;
use crate::base::printable;
use crate::run::RunKind;
use crate::train::plain_bytes;
use crate::tui::app::form::{FieldKind, Form};
use crate::tui::app::train::TrainEstimate;
use crate::tui::content::{Piece, TextLine, cut_start, wrap};
use crate::tui::layout::{split_top, titled};
use crate::tui::theme::Role;
use crate::tui::view::paint::Painter;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// Columns of the names.
const NAMES: u16 = 18;
/// The most columns of a field beside others.
const COLUMN: u16 = 60;
/// Rows under the fields.
const NOTES: u16 = 6;

pub fn draw(painter: &mut Painter, area: Rect) {
    let Some(form) = &painter.app.form else {
        return;
    };
    let room = titled(area);
    let what = match form.kind {
        RunKind::Train => "new training",
        RunKind::Evaluate => "new evaluation",
    };
    let heading = if form.starting {
        format!("{what}: starting…")
    } else {
        what.to_owned()
    };
    painter.title(room.title, true, &[Piece::new(Role::Focus, heading)]);
    let notes = NOTES.min(room.body.height / 3);
    let (fields, notes) = split_top(room.body, room.body.height - notes);
    draw_fields(painter, fields, form);
    let lines: Vec<TextLine> = said(painter, form)
        .into_iter()
        .flat_map(|line| wrap(line, notes.width, 2))
        .collect();
    for (line, y) in lines.iter().zip(notes.top()..notes.bottom()) {
        painter.line(
            Rect {
                y,
                height: 1,
                ..notes
            },
            line,
        );
    }
}

/// The fields in as many columns as they need, scrolled to the one that has the keys.
fn draw_fields(painter: &mut Painter, area: Rect, form: &Form) {
    let rows = usize::from(area.height.max(1));
    let count = form.fields().len();
    let columns = usize::from((area.width / (COLUMN / 2)).max(1))
        .min(count.div_ceil(rows))
        .max(1);
    let width = (area.width / columns as u16).min(COLUMN.max(area.width / 2));
    let first = (form.selected() / rows + 1).saturating_sub(columns) * rows;
    for (place, field) in form.fields().iter().enumerate().skip(first).take(rows * columns) {
        let (column, row) = ((place - first) / rows, (place - first) % rows);
        let spot = Rect::new(
            area.x + column as u16 * width,
            area.y + row as u16,
            width.saturating_sub(2),
            1,
        );
        let selected = place == form.selected();
        let mark = if selected { "›" } else { " " };
        let name_role = if selected { Role::Focus } else { Role::Text };
        painter.line(spot, &[Piece::new(name_role, format!("{mark}{}", field.name))]);
        let value_area = Rect {
            x: spot.x + NAMES.min(spot.width),
            width: spot.width.saturating_sub(NAMES),
            ..spot
        };
        let value = printable(&field.value);
        let room = value_area.width.saturating_sub(2);
        let shown = match value.is_empty() {
            true => Piece::new(Role::Muted, field.default),
            false if field.fault().is_some() => Piece::new(
                Role::Error,
                format!("{}!", cut_start(&value, room.saturating_sub(1))),
            ),
            false => Piece::new(Role::Text, cut_start(&value, room)),
        };
        let is_choice = matches!(field.kind, FieldKind::Choice(_));
        let mut pieces = vec![shown];
        if selected && is_choice {
            pieces = vec![
                Piece::new(Role::Key, "‹ "),
                pieces.remove(0),
                Piece::new(Role::Key, " ›"),
            ];
        }
        let used = painter.line(value_area, &pieces);
        if selected && !is_choice {
            let at = if value.is_empty() { 0 } else { used };
            painter.cursor(Position::new(value_area.x + at, value_area.y));
        }
    }
}

/// What the run would take, and what is wrong.
fn said(painter: &Painter, form: &Form) -> Vec<TextLine> {
    let mut lines = Vec::new();
    if let Some(refusal) = &form.refusal {
        for (place, line) in refusal.lines().take(3).enumerate() {
            let sign = if place == 0 { "✗ " } else { "  " };
            lines.push(vec![Piece::new(
                Role::Error,
                format!("{sign}{}", printable(line)),
            )]);
        }
    }
    if let Some((_, fault)) = form.fault() {
        lines.push(vec![Piece::new(Role::Warning, format!("! {fault}"))]);
    }
    lines.extend(match &form.estimate {
        None if form.kind == RunKind::Evaluate => vec![vec![Piece::new(
            Role::Muted,
            "warnings about the protocol stand under the run's name once it has begun",
        )]],
        None => vec![vec![Piece::new(Role::Muted, "estimating…")]],
        Some(Err(reason)) => {
            let text = format!(
                "! no estimate: {}",
                printable(reason.lines().next().unwrap_or_default())
            );
            vec![vec![Piece::new(Role::Warning, text)]]
        }
        Some(Ok(estimate)) => estimated(painter, form, estimate),
    });
    lines
}

fn estimated(painter: &Painter, form: &Form, estimate: &TrainEstimate) -> Vec<TextLine> {
    let steps = form.steps(estimate.pictures);
    let mut lines = Vec::new();
    let text = match steps {
        Some(steps) => format!("{} pictures, {steps} steps", estimate.pictures),
        None => format!("{} pictures", estimate.pictures),
    };
    lines.push(vec![Piece::new(Role::Text, text)]);
    let keeps = form.value("features") != "off";
    if keeps {
        let free = estimate.free_memory.map_or(String::new(), |free| {
            format!(" (free memory {})", plain_bytes(free))
        });
        let features = plain_bytes(estimate.features);
        let backbone = plain_bytes(estimate.backbone);
        let text = format!(
            "room: frozen features {features}, weights {backbone}{free}; less with 'features as' f16, or on disk"
        );
        lines.push(vec![Piece::new(Role::Text, text)]);
    }
    lines.push(vec![Piece::new(Role::Text, time(painter, form, estimate))]);
    lines
}

/// How long it takes, from what was measured here: the vision tower by the last detection, steps by the last run, where
/// these were with the same backbone.
fn time(painter: &Painter, form: &Form, estimate: &TrainEstimate) -> String {
    let app = painter.app;
    let backbone = std::path::Path::new(form.value("backbone"));
    let vision = app
        .detections
        .latest()
        .filter(|_| backbone == app.about.model.backbone)
        .map(|outcome| outcome.detection.times.vision * u32::try_from(estimate.pictures).unwrap_or(u32::MAX));
    let epochs: u32 = form.value("epochs").parse().unwrap_or(1);
    let per_picture = app
        .train
        .reports()
        .filter(|report| report.backbone == backbone)
        .find_map(|report| report.seconds_per_picture());
    let steps = per_picture
        .map(|seconds| Duration::from_secs_f64(seconds * estimate.pictures as f64 * f64::from(epochs)));
    let said = |time: Option<Duration>, unknown: &str| time.map_or(unknown.to_owned(), plain_time);
    format!(
        "time: features once {}, all steps {}",
        said(vision, "unknown before a detection with this backbone"),
        said(steps, "unknown before a run with this backbone")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::app::form::Given;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn every_name_has_room() {
        for field in Form::of_training(&Given::default()).fields() {
            assert!(field.name.width() + 2 <= usize::from(NAMES), "{}", field.name);
        }
    }
}
