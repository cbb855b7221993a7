//! What the dataset says of a sample, and how that stands to its score.

use super::Piece;
use crate::dataset::Label;
use crate::tui::app::{App, SampleId, Verdict};
use crate::tui::filter::{Outcome, outcome_of};
use crate::tui::theme::Role;

/// The sign of a label: a shape, as colour alone says nothing to some.
pub fn label_sign(label: Option<Label>) -> Piece {
    match label {
        Some(Label::Normal) => Piece::new(Role::Normal, "○"),
        Some(Label::Anomalous) => Piece::new(Role::Abnormal, "●"),
        None => Piece::new(Role::Muted, " "),
    }
}

/// The label in words.
pub fn label_words(label: Option<Label>) -> &'static str {
    match label {
        Some(Label::Normal) => "normal",
        Some(Label::Anomalous) => "anomalous",
        None => "no label",
    }
}

/// The outcome in words.
pub fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::TruePositive => "TP: anomalous, and found",
        Outcome::FalsePositive => "FP: normal, but reported",
        Outcome::FalseNegative => "FN: anomalous, but missed",
        Outcome::TrueNegative => "TN: normal, and left alone",
    }
}

/// Right or wrong.
pub fn outcome_role(outcome: Outcome) -> Role {
    match outcome.is_right() {
        true => Role::Normal,
        false => Role::Error,
    }
}

/// Score and outcome, or the verdict where there is no label, in at most seven cells; what runs or has failed.
pub fn score_pieces(app: &App, id: SampleId) -> Vec<Piece> {
    let detections = &app.detections;
    if detections.running().is_some_and(|running| running.sample == id) {
        return vec![Piece::new(Role::Progress, "… ")];
    }
    let Some(score) = detections.score(id) else {
        let failed = detections.failure(id).is_some() || app.pictures.failure(id).is_some();
        return match failed {
            true => vec![Piece::new(Role::Error, "✗")],
            false => Vec::new(),
        };
    };
    let label = app.samples.collection().get(id).and_then(|sample| sample.label);
    if let Some(outcome) = outcome_of(detections, id, label) {
        let role = outcome_role(outcome);
        return vec![Piece::new(role, format!("{score:.2} {}", outcome.short()))];
    }
    vec![match detections.verdict(score) {
        Verdict::Abnormal => Piece::new(Role::Abnormal, format!("{score:.2}▲")),
        Verdict::Normal => Piece::new(Role::Normal, format!("{score:.2}✓")),
        Verdict::Unknown => Piece::new(Role::Error, "NaN!"),
    }]
}
