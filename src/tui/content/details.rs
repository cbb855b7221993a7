//! What there is to say about the selected picture: score and verdict, map, times, warnings, or why there is none.

use super::{
    Piece, TextLine, label_sign, label_words, milliseconds, outcome_role, outcome_words, value, wrap,
};
use crate::base::{printable, printable_path};
use crate::engine::{DetectionOutcome, DetectionStage};
use crate::tui::app::{App, Running, SampleId, Verdict};
use crate::tui::filter::outcome_of;
use crate::tui::theme::Role;

/// The text about the selection, broken to `width` cells.
pub fn details_lines(app: &App, width: u16) -> Vec<TextLine> {
    let Some(id) = app.samples.selected_id() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if let Some(failure) = app.pictures.failure(id) {
        lines.extend(failure_lines("the picture cannot be shown: ", failure));
    }
    if let Some(failure) = app.detections.failure(id) {
        lines.extend(failure_lines("failed: ", failure));
    }
    lines.extend(verdict_lines(app, id));
    lines.extend(truth_lines(app, id));
    if let Some(result) = app.detections.result(id) {
        lines.extend(outcome_lines(&result.outcome));
    }
    if app.annotations.is_marked(id) {
        lines.push(vec![Piece::new(Role::Info, "* marked")]);
    }
    if let Some(note) = app.annotations.note_of(id) {
        lines.push(vec![
            Piece::new(Role::Muted, "note  "),
            Piece::new(Role::Text, printable(note)),
        ]);
    }
    lines.push(file_line(app, id, &app.samples.collection().name(id)));
    lines.into_iter().flat_map(|line| wrap(line, width, 2)).collect()
}

fn verdict_lines(app: &App, id: SampleId) -> Vec<TextLine> {
    let running = app.detections.running().filter(|running| running.sample == id);
    let mut lines = Vec::new();
    if let Some(running) = running {
        lines.push(vec![Piece::new(Role::Progress, stage_words(running))]);
    }
    match app.detections.score(id) {
        Some(score) => {
            lines.push(score_line(app, id, score));
            if app.detections.result(id).is_none() {
                lines.push(hint("the map is no longer kept: Enter makes it again"));
            }
        }
        None if running.is_some() || app.detections.failure(id).is_some() => {}
        None => lines.push(hint("no result yet: Enter detects, a detects by itself")),
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

fn score_line(app: &App, id: SampleId, score: f32) -> TextLine {
    let mut line = vec![
        Piece::new(Role::Text, format!("score {}  ", value(score))),
        verdict_piece(app, score),
    ];
    let label = app.samples.collection().get(id).and_then(|sample| sample.label);
    if let Some(outcome) = outcome_of(&app.detections, id, label) {
        let words = format!("  {}", outcome_words(outcome));
        line.push(Piece::new(outcome_role(outcome), words));
    }
    line
}

/// What the dataset says: label, class, species, split, mask. Nothing for a plain folder.
fn truth_lines(app: &App, id: SampleId) -> Vec<TextLine> {
    let collection = app.samples.collection();
    let Some(sample) = collection.get(id).filter(|_| collection.is_labelled()) else {
        return Vec::new();
    };
    let mut line = vec![
        Piece::new(Role::Muted, "truth "),
        label_sign(sample.label),
        Piece::new(Role::Text, format!(" {}", label_words(sample.label))),
    ];
    for (name, value) in [("class", &sample.class), ("species", &sample.species)] {
        if !value.is_empty() {
            line.push(Piece::new(Role::Muted, format!("  {name} ")));
            line.push(Piece::new(Role::Text, printable(value)));
        }
    }
    line.push(Piece::new(
        Role::Muted,
        format!("  {}", collection.split(id).name()),
    ));
    let mut lines = vec![line];
    if let Some(mask) = &sample.mask {
        lines.extend(mask_lines(app, id, &printable_path(mask)));
    }
    lines
}

fn mask_lines(app: &App, id: SampleId, name: &str) -> Vec<TextLine> {
    let line = vec![Piece::new(Role::Muted, "mask  "), Piece::new(Role::Text, name)];
    match app.pictures.mask(id) {
        None => vec![line],
        Some((Err(reason), _)) => {
            let mut lines = failure_lines("the mask cannot be shown: ", reason);
            lines.push(line);
            lines
        }
        Some((Ok(mask), _)) => {
            let (width, height) = (mask.width, mask.height);
            let other = app
                .pictures
                .loaded(id)
                .is_some_and(|(picture, _)| (picture.width, picture.height) != (width, height));
            let mut notes = Vec::new();
            if other {
                let text = format!("  ! {width}×{height} px: scaled to the picture");
                notes.push(Piece::new(Role::Warning, text));
            }
            if mask.mask.area() == 0 {
                notes.push(Piece::new(Role::Warning, "  ! it marks nothing"));
            }
            vec![line.into_iter().chain(notes).collect()]
        }
    }
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
