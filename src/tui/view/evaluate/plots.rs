//! What is drawn of a class: a curve, and its images by score with the threshold.

use crate::tui::content::Piece;
use crate::tui::layout::TextArea;
use crate::tui::theme::Role;
use crate::tui::view::paint::Painter;
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Widget};

pub fn draw_curve(painter: &mut Painter, area: TextArea) {
    if area.body.is_empty() {
        return;
    }
    let app = painter.app;
    painter.title(
        area.title,
        false,
        &[Piece::new(Role::Title, app.evaluate.plot.name())],
    );
    let Some(curves) = app.evaluate.curves() else {
        return painter.centred(area.body, Role::Muted, &["no class is done yet".to_owned()]);
    };
    let points: Vec<(f64, f64)> = app
        .evaluate
        .plot
        .of(curves)
        .iter()
        .map(|point| (point.x, point.y))
        .collect();
    if points.is_empty() {
        return painter.centred(area.body, Role::Muted, &["not defined for this class".to_owned()]);
    }
    let last = if app.evaluate.plot == crate::tui::app::evaluate::Plot::PixelPro {
        0.3
    } else {
        1.0
    };
    let theme = &app.view.theme;
    let axis = |high: f64| {
        Axis::default()
            .style(theme.style(Role::Muted))
            .bounds([0.0, high])
            .labels(["0".to_owned(), format!("{high}")])
    };
    let dataset = Dataset::default()
        .marker(Marker::Braille)
        .graph_type(GraphType::Line)
        .style(theme.style(Role::Progress))
        .data(&points);
    let chart = Chart::new(vec![dataset])
        .style(theme.style(Role::Text))
        .x_axis(axis(last))
        .y_axis(axis(1.0));
    chart.render(area.body, painter.buffer());
}

/// Images of the class by their score: normal ones above the line, anomalous ones below, and what the threshold makes of
/// them.
pub fn draw_scores(painter: &mut Painter, area: TextArea) {
    if area.body.is_empty() {
        return;
    }
    let app = painter.app;
    let threshold = app.detections.threshold;
    let mut title = vec![Piece::new(
        Role::Title,
        format!("scores, threshold {threshold:.2}"),
    )];
    if let Some(outcomes) = app.evaluate.outcomes(threshold) {
        title.push(Piece::new(
            Role::Text,
            format!(
                "  TP {} FP {} FN {} TN {}",
                outcomes.true_positives,
                outcomes.false_positives,
                outcomes.false_negatives,
                outcomes.true_negatives
            ),
        ));
    }
    painter.title(area.title, false, &title);
    let found = app
        .evaluate
        .selected_report()
        .zip(app.evaluate.item())
        .zip(app.evaluate.class());
    let Some(((report, (item, _)), (_, class))) = found else {
        return;
    };
    let width = usize::from(area.body.width);
    let mut counts = vec![[0usize; 2]; width];
    for (line, score) in report.scored(item, &class.name) {
        let column = (f64::from(score.clamp(0.0, 1.0)) * width as f64) as usize;
        counts[column.min(width - 1)][usize::from(line.label == 1)] += 1;
    }
    let half = area.body.height.saturating_sub(1) / 2;
    let most = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let middle = area.body.y + half;
    let at = (f64::from(threshold.clamp(0.0, 1.0)) * width as f64) as usize;
    for (column, count) in counts.iter().enumerate() {
        let x = area.body.x + column as u16;
        let mut cell = |y: u16, role: Role, text: &str| {
            painter.line(Rect::new(x, y, 1, 1), &[Piece::new(role, text)]);
        };
        let [normal, anomalous] = count.map(|count| (count * usize::from(half)).div_ceil(most) as u16);
        let line = if column == at.min(width - 1) { "┃" } else { "─" };
        cell(middle, if line == "┃" { Role::Focus } else { Role::Border }, line);
        for step in 1..=half {
            let above = if step <= normal {
                "█"
            } else if line == "┃" {
                "│"
            } else {
                " "
            };
            let below = if step <= anomalous {
                "▓"
            } else if line == "┃" {
                "│"
            } else {
                " "
            };
            cell(
                middle - step,
                if step <= normal { Role::Normal } else { Role::Focus },
                above,
            );
            if middle + step < area.body.bottom() {
                cell(
                    middle + step,
                    if step <= anomalous {
                        Role::Abnormal
                    } else {
                        Role::Focus
                    },
                    below,
                );
            }
        }
    }
    painter.line(area.body, &[Piece::new(Role::Muted, "normal █")]);
    let last = Rect {
        y: area.body.bottom() - 1,
        height: 1,
        ..area.body
    };
    painter.line(
        last,
        &[Piece::new(
            Role::Muted,
            "anomalous ▓  0 at the left, 1 at the right",
        )],
    );
}
