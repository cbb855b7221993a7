//! The table: a line a class, the mean, the published numbers and the difference.

use crate::base::printable;
use crate::evaluate::metrics::{Metric, MetricsReport};
use crate::tui::app::evaluate::EvaluationReport;
use crate::tui::content::{Piece, TextLine, cut_end};
use crate::tui::layout::TextArea;
use crate::tui::theme::Role;
use crate::tui::view::paint::Painter;
use ratatui::layout::Rect;

/// Cells of a number.
const NUMBER: usize = 7;
/// Lines under the classes.
const FOOT: u16 = 3;

pub fn draw(painter: &mut Painter, area: TextArea) {
    let app = painter.app;
    let found = app.evaluate.selected_report().zip(app.evaluate.item());
    let Some((report, (place, item))) = found else {
        return painter.title(area.title, false, &[Piece::new(Role::Title, "table")]);
    };
    let preset = report.record.settings.preset;
    let mut title = vec![Piece::new(
        Role::Title,
        format!("{} on {}", printable(&item.method), printable(&item.dataset.name)),
    )];
    if report.record.items.len() > 1 {
        title.push(Piece::new(
            Role::Text,
            format!(" {} of {}", place + 1, report.record.items.len()),
        ));
    }
    title.push(Piece::new(
        Role::Muted,
        format!(" · {preset} · per cent · I images, P pixels"),
    ));
    painter.title(area.title, false, &title);
    let names = usize::from(area.body.width)
        .saturating_sub(1 + NUMBER * Metric::ALL.len())
        .clamp(6, 24);
    let mut lines = vec![head(names)];
    let selected = app.evaluate.class().map(|(class, _)| class);
    let room = usize::from(area.body.height.saturating_sub(1 + FOOT));
    let first = selected.map_or(0, |selected| (selected + 1).saturating_sub(room.max(1)));
    for (class, record) in item.classes.iter().enumerate().skip(first).take(room) {
        let is_selected = selected == Some(class);
        let base = if is_selected { Role::Selection } else { Role::Text };
        let mark = if is_selected { "›" } else { " " };
        let mut line = vec![Piece::new(
            base,
            format!("{mark}{:names$}", cut_end(&printable(&record.name), names as u16)),
        )];
        line.extend(Metric::ALL.map(|metric| number(record.values.get(metric.key()).copied(), base)));
        lines.push(line);
    }
    lines.extend(foot(report, place, &item.report(preset), names));
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

fn head(names: usize) -> TextLine {
    let mut line = vec![Piece::new(Role::Muted, format!(" {:names$}", "class"))];
    line.extend(Metric::ALL.map(|metric| {
        let side = if metric.is_of_pixels() { "P" } else { "I" };
        Piece::new(
            Role::Muted,
            format!("{:>NUMBER$}", format!("{side} {}", short(metric))),
        )
    }));
    line
}

fn short(metric: Metric) -> &'static str {
    match metric.title() {
        "AUROC" => "ROC",
        "AUPRO" => "PRO",
        other => other,
    }
}

fn number(value: Option<f64>, role: Role) -> Piece {
    match value {
        Some(value) => Piece::new(role, format!("{:>NUMBER$.1}", 100.0 * value)),
        None => Piece::new(
            if role == Role::Text { Role::Muted } else { role },
            format!("{:>NUMBER$}", "n/a"),
        ),
    }
}

/// The mean, what was published, and how far they are apart.
fn foot(report: &EvaluationReport, place: usize, means: &MetricsReport, names: usize) -> Vec<TextLine> {
    let mean = |metric| means.mean(metric).value;
    let mut line = vec![Piece::new(Role::Title, format!(" {:names$}", "mean"))];
    line.extend(Metric::ALL.map(|metric| number(mean(metric), Role::Title)));
    let mut lines = vec![line];
    let Some(published) = report
        .published
        .get(place)
        .filter(|published| !published.is_empty())
    else {
        return lines;
    };
    let mut theirs = vec![Piece::new(Role::Muted, format!(" {:names$}", "published"))];
    let mut apart = vec![Piece::new(Role::Muted, format!(" {:names$}", "difference"))];
    for metric in Metric::ALL {
        let number_of = published.get(&metric).map(|number| number.fraction());
        theirs.push(number(number_of, Role::Muted));
        let difference = mean(metric)
            .zip(number_of)
            .map(|(mean, theirs)| 100.0 * (mean - theirs));
        apart.push(match difference {
            Some(difference) => {
                let role = if difference < -0.5 {
                    Role::Warning
                } else {
                    Role::Info
                };
                Piece::new(role, format!("{:>+NUMBER$.1}", difference))
            }
            None => Piece::new(Role::Muted, format!("{:>NUMBER$}", "")),
        });
    }
    lines.extend([theirs, apart]);
    lines
}
