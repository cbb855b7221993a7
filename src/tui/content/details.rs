//! What there is to say about the selected picture: score and verdict, map, times, warnings, or why there is none.

use super::{Piece, TextLine, milliseconds, value, wrap};
use crate::engine::{DetectionOutcome, DetectionStage};
use crate::tui::app::{App, Running, SampleId, Verdict};
use crate::tui::theme::Role;

/// The text about the selection, broken to `width` cells.
pub fn details_lines(app: &App, width: u16) -> Vec<TextLine> {
    let Some((id, sample)) = app.samples.selected() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if let Some(failure) = app.pictures.failure(id) {
        lines.extend(failure_lines("the picture cannot be shown: ", failure));
    }
    if let Some(failure) = app.detections.failure(id) {
        lines.extend(failure_lines("failed: ", failure));
    }
    lines.extend(result_lines(app, id));
    lines.push(file_line(app, id, &sample.name));
    lines.into_iter().flat_map(|line| wrap(line, width, 2)).collect()
}

fn result_lines(app: &App, id: SampleId) -> Vec<TextLine> {
    let running = app.detections.running().filter(|running| running.sample == id);
    let mut lines = Vec::new();
    if let Some(running) = running {
        lines.push(vec![Piece::new(Role::Progress, stage_words(running))]);
    }
    match (app.detections.score(id), app.detections.result(id)) {
        (Some(score), result) => {
            lines.push(score_line(app, score));
            match result {
                Some(result) => lines.extend(outcome_lines(&result.outcome)),
                None => lines.push(hint("the map is no longer kept: Enter makes it again")),
            }
        }
        (None, _) if running.is_some() || app.detections.failure(id).is_some() => {}
        (None, _) => lines.push(hint("no result yet: Enter detects, a detects by itself")),
    }
    lines
}

fn hint(text: &str) -> TextLine {
    vec![Piece::new(Role::Muted, text)]
}

/// What a request is busy with.
pub fn stage_words(running: Running) -> String {
    match running.stage {
        None => "waiting for the model".to_owned(),
        Some(DetectionStage::LoadingModel) => "loading the model, once".to_owned(),
        Some(DetectionStage::Decoding) => "reading the picture".to_owned(),
        Some(DetectionStage::Vision { done, total }) => format!("vision tower, block {done} of {total}"),
    }
}

fn score_line(app: &App, score: f32) -> TextLine {
    vec![
        Piece::new(Role::Text, format!("score {}  ", value(score))),
        verdict_piece(app, score),
    ]
}

/// The verdict with its sign, in words, and what it was measured against.
pub fn verdict_piece(app: &App, score: f32) -> Piece {
    let threshold = app.detections.threshold;
    match app.detections.verdict(score) {
        Verdict::Abnormal => Piece::new(Role::Abnormal, format!("▲ abnormal (threshold {threshold:.2})")),
        Verdict::Normal => Piece::new(Role::Normal, format!("✓ normal (threshold {threshold:.2})")),
        Verdict::Unknown => Piece::new(Role::Error, "! no verdict: the score is not a number"),
    }
}

fn outcome_lines(outcome: &DetectionOutcome) -> Vec<TextLine> {
    let detection = &outcome.detection;
    let (min, max, mean) = detection.map.min_max_mean();
    let map = format!(
        "map   min {}  mean {}  max {}",
        value(min),
        value(mean),
        value(max)
    );
    let times = detection.times;
    let stages = [
        ("decode", outcome.decode),
        ("vision", times.vision),
        ("prompts", times.prompts),
        ("map", times.map),
    ];
    let stages = stages.map(|(name, time)| format!("{name} {}", milliseconds(time)));
    let mut lines = vec![
        vec![Piece::new(Role::Text, map)],
        vec![Piece::new(
            Role::Text,
            format!("ms    {}  ({})", stages.join(" · "), outcome.device),
        )],
    ];
    let warnings = detection.warnings.iter().map(|warning| warning.to_string());
    let notes = outcome.notes.iter().map(|note| note.to_string());
    lines.extend(
        warnings
            .chain(notes)
            .map(|text| vec![Piece::new(Role::Warning, format!("! {text}"))]),
    );
    lines
}

fn file_line(app: &App, id: SampleId, name: &str) -> TextLine {
    let size = app.pictures.loaded(id).map(|(picture, _)| {
        format!(
            "  {}×{} px, {}",
            picture.width,
            picture.height,
            bytes(picture.stamp.length)
        )
    });
    vec![
        Piece::new(Role::Muted, "file  "),
        Piece::new(Role::Text, name),
        Piece::new(Role::Muted, size.unwrap_or_default()),
    ]
}

fn bytes(count: u64) -> String {
    match count {
        count if count < 1000 => format!("{count} bytes"),
        count if count < 1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        count => format!("{:.1} MB", count as f64 / 1e6),
    }
}

fn failure_lines(what: &str, failure: &str) -> Vec<TextLine> {
    let mut lines = failure.lines();
    let first = format!("✗ {what}{}", lines.next().unwrap_or_default());
    let mut all = vec![vec![Piece::new(Role::Error, first)]];
    all.extend(lines.map(|line| vec![Piece::new(Role::Text, line)]));
    all
}
