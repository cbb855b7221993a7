//! What several verbs print for programs.

use crate::cli::json_path::json_path;
use crate::session::{Change, Replay, Session};
use serde_json::{Value, json};
use std::path::Path;

/// What tells a session from others.
pub fn summary(path: &Path, session: &Session) -> Value {
    json!({
        "session": json_path(path),
        "identity": session.identity,
        "kind": session.kind,
        "parent": session.parent,
        "saved": session.times.ended,
        "pictures": session.images.len(),
        "failed": session.failed(),
        "dataset": session.dataset.record.name,
        "root": json_path(&session.dataset.record.root),
        "backbone": session.model.backbone.name,
        "prompts": session.model.prompts.name,
        "threshold": session.thresholds.score,
        "above_threshold": session.above_threshold(),
    })
}

/// One change.
pub fn change(change: &Change) -> Value {
    let (was, is) = change.was_and_is().unzip();
    json!({
        "kind": change.kind(),
        "of_inputs": change.is_of_inputs(),
        "path": change.path().map(json_path),
        "was": was,
        "is": is,
        "message": change.to_string(),
    })
}

/// A whole replay.
pub fn replay(path: &Path, replay: &Replay) -> Value {
    let (equal, compared) = replay.bit_equal();
    let pictures = replay.pictures.iter().map(|picture| {
        json!({
            "path": json_path(&picture.path),
            "verdict": picture.verdict.name(),
            "map": picture.map.name(),
            "then": picture.then,
            "now": picture.now,
        })
    });
    let metrics = replay.metrics.iter().map(|metric| {
        json!({
            "class": metric.class,
            "metric": metric.metric,
            "then": metric.then,
            "now": metric.now,
            "agrees": metric.agrees,
        })
    });
    json!({
        "session": json_path(path),
        "agrees": replay.agrees(),
        "tolerance": {
            "score": replay.tolerance.score,
            "map": replay.tolerance.map,
            "metric": replay.tolerance.metric,
        },
        "changes": replay.verification.changes.iter().map(change).collect::<Vec<_>>(),
        "maps": { "compared": compared, "bit_equal": equal },
        "pictures": pictures.collect::<Vec<_>>(),
        "metrics": metrics.collect::<Vec<_>>(),
        "conclusion": replay.conclusion(),
    })
}
