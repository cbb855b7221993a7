//! What the selected run is, how far it is, and the end of its log.

use super::runs::state_sign;
use crate::base::plain_time;
use crate::run::RunState;
use crate::tui::app::RunLine;
use crate::tui::app::train::RunReport;
use crate::tui::content::{Piece, TextLine, cut_start};
use crate::tui::layout::TextArea;
use crate::tui::theme::Role;
use crate::tui::view::paint::Painter;
use ratatui::layout::Rect;

/// Cells of the bar.
const BAR: usize = 20;

pub fn draw(painter: &mut Painter, area: TextArea) {
    let app = painter.app;
    let Some(run) = app.train.list.selected() else {
        return painter.title(area.title, false, &[Piece::new(Role::Title, "run")]);
    };
    painter.title(area.title, false, &[Piece::new(Role::Title, run.name.as_str())]);
    let lines = match app.train.report_of(&run.folder) {
        Some(report) => lines(run, report),
        None => vec![vec![Piece::new(Role::Muted, "reading the run…")]],
    };
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

fn lines(run: &RunLine, report: &RunReport) -> Vec<TextLine> {
    vec![
        progress(run, report),
        losses(report),
        speed(report),
        inputs(report),
        means(report),
    ]
}

fn progress(run: &RunLine, report: &RunReport) -> TextLine {
    let (sign, role) = state_sign(report.state);
    let mut line = vec![Piece::new(role, format!("{sign} {}", report.state.name()))];
    let step = report.last.map_or(0, |last| last.step);
    let epoch = report.last.map_or(0, |last| last.epoch);
    let full = BAR * step.min(report.total_steps) as usize / report.total_steps.max(1) as usize;
    let bar = format!("  {}{}", "█".repeat(full), "░".repeat(BAR - full));
    line.push(Piece::new(Role::Progress, bar));
    let place = format!(
        "  epoch {epoch}/{}  step {step}/{}",
        report.epochs, report.total_steps
    );
    line.push(Piece::new(Role::Text, place));
    if let Some(left) = report.left {
        line.push(Piece::new(Role::Text, format!("  {} left", plain_time(left))));
    }
    if let Some(words) = run
        .words
        .as_ref()
        .filter(|_| matches!(report.state, RunState::Dead | RunState::Failed))
    {
        line.push(Piece::new(Role::Error, format!("  {words}")));
    }
    line
}

fn losses(report: &RunReport) -> TextLine {
    match report.last {
        Some(last) => vec![Piece::new(
            Role::Text,
            format!(
                "loss  segmentation {:.4}  image {:.4}  total {:.4}",
                last.loss_segmentation,
                last.loss_image,
                last.loss_segmentation + last.loss_image
            ),
        )],
        None => vec![Piece::new(
            Role::Muted,
            "no step is done yet: frozen features come first",
        )],
    }
}

fn speed(report: &RunReport) -> TextLine {
    let mut text = report.device.clone();
    if let Some(last) = report.last {
        text = format!(
            "rate  ICA {:.1e}  FGP {:.1e}  {:.1} pictures/s on {}",
            last.lr_ica, last.lr_fgp, last.images_per_s, report.device
        );
    }
    vec![
        Piece::new(Role::Text, text),
        Piece::new(Role::Muted, format!("  features {}", report.features)),
    ]
}

fn inputs(report: &RunReport) -> TextLine {
    let backbone = report.backbone.to_string_lossy();
    let text = format!(
        "on    {} ({} pictures)  {}  ",
        report.dataset, report.samples, report.protocol
    );
    vec![
        Piece::new(Role::Text, text),
        Piece::new(Role::Muted, cut_start(&crate::base::printable(&backbone), 40)),
    ]
}

/// The means of the last epochs that are done.
fn means(report: &RunReport) -> TextLine {
    const SHOWN: usize = 3;
    let mut line = vec![Piece::new(Role::Muted, "means ")];
    let whole = report.means.iter().filter(|mean| mean.pictures >= report.samples);
    let all: Vec<_> = whole.collect();
    if all.is_empty() {
        return Vec::new();
    }
    for mean in &all[all.len().saturating_sub(SHOWN)..] {
        let text = format!(
            "epoch {}: {:.4} + {:.4}  ",
            mean.epoch,
            mean.segmentation(),
            mean.image()
        );
        line.push(Piece::new(Role::Muted, text));
    }
    line
}

pub fn draw_log(painter: &mut Painter, area: TextArea) {
    if area.body.is_empty() {
        return;
    }
    painter.title(area.title, false, &[Piece::new(Role::Title, "log")]);
    let Some(report) = painter.app.train.selected_report() else {
        return;
    };
    let first = report.log.len().saturating_sub(area.body.height.into());
    for (line, y) in report.log[first..]
        .iter()
        .zip(area.body.top()..area.body.bottom())
    {
        painter.line(
            Rect {
                y,
                height: 1,
                ..area.body
            },
            &[Piece::new(Role::Muted, line.as_str())],
        );
    }
}
