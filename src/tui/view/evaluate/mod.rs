//! The Evaluate screen.

mod plots;
mod table;

use super::paint::Painter;
use super::train::{form, runs};
use crate::base::plain_time;
use crate::tui::content::{Piece, TextLine};
use crate::tui::layout::{Areas, TextArea, evaluate_areas};
use crate::tui::theme::Role;
use ratatui::layout::Rect;

const NONE_YET: &str =
    "no evaluations yet: n opens the form of a new one, and `evaluate` on the command line makes them, too";
/// Cells of the bar.
const BAR: usize = 20;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let app = painter.app;
    let evaluate = evaluate_areas(areas.body);
    for y in evaluate.divider.top()..evaluate.divider.bottom() {
        let spot = Rect {
            y,
            height: 1,
            ..evaluate.divider
        };
        painter.line(spot, &[Piece::new(Role::Border, "│")]);
    }
    runs::draw(
        painter,
        evaluate.runs,
        &app.evaluate.list,
        "evaluations",
        NONE_YET,
    );
    if app.form.is_some() {
        let height = areas.body.bottom() - evaluate.summary.title.y;
        return form::draw(
            painter,
            Rect {
                height,
                ..evaluate.summary.title
            },
        );
    }
    summary(painter, evaluate.summary);
    table::draw(painter, evaluate.table);
    plots::draw_curve(painter, evaluate.curve);
    plots::draw_scores(painter, evaluate.scores);
}

/// How far the run is, and what to know about its numbers.
fn summary(painter: &mut Painter, area: TextArea) {
    let app = painter.app;
    let Some(run) = app.evaluate.list.selected() else {
        return painter.title(area.title, false, &[Piece::new(Role::Title, "run")]);
    };
    painter.title(area.title, false, &[Piece::new(Role::Title, run.name.as_str())]);
    let lines = lines(painter);
    for (line, y) in lines.iter().zip(area.body.top()..area.body.bottom()) {
        painter.line(
            Rect {
                y,
                height: 1,
                ..area.body
            },
            line,
        );
    }
}

fn lines(painter: &Painter) -> Vec<TextLine> {
    let app = painter.app;
    let Some(report) = app.evaluate.selected_report() else {
        return vec![vec![Piece::new(Role::Muted, "reading the run…")]];
    };
    let (sign, role) = runs::state_sign(report.state);
    let (done, all) = (report.lines.len(), report.images.max(1));
    let full = BAR * done.min(all) / all;
    let mut first = vec![
        Piece::new(role, format!("{sign} {}", report.state.name())),
        Piece::new(
            Role::Progress,
            format!("  {}{}", "█".repeat(full), "░".repeat(BAR - full)),
        ),
        Piece::new(Role::Text, format!("  {done} of {} images", report.images)),
    ];
    if let Some(left) = report.left {
        first.push(Piece::new(Role::Text, format!("  {} left", plain_time(left))));
    }
    let failed = report.lines.iter().filter(|line| !line.is_done()).count();
    if failed > 0 {
        first.push(Piece::new(Role::Error, format!("  ✗ {failed} failed")));
    }
    let mut lines = vec![first];
    if let Some((_, item)) = app.evaluate.item() {
        lines.extend(item.warnings.iter().map(|warning| {
            let text = crate::base::printable(warning);
            vec![Piece::new(Role::Warning, format!("! {text}"))]
        }));
    }
    lines
}
