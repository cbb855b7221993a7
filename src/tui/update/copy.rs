//! What is copied to the clipboard.

use crate::base::printable_path;
use crate::tui::app::{App, Screen};
use crate::tui::effect::Effect;
use crate::tui::osc::LONGEST_COPY;
use serde_json::json;

/// The path of what is selected.
pub fn path(app: &mut App, orders: &mut Vec<Effect>) {
    let path = match app.view.screen {
        Screen::Train => app.train.list.selected().map(|run| run.folder.clone()),
        Screen::Evaluate => app.evaluate.list.selected().map(|run| run.folder.clone()),
        Screen::Sessions => app.sessions.selected.clone(),
        Screen::Browse | Screen::Inspect => {
            let sample = app.samples.selected_id();
            sample.and_then(|id| app.samples.collection().path(id))
        }
    };
    match path {
        Some(path) => copy(app, printable_path(&path), orders),
        None => app.status.info("there is nothing to copy the path of"),
    }
}

/// What is known of the selected sample, with the keys of `detect --json` where it has them.
pub fn reading(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(id) = app.samples.selected_id() else {
        return app.status.info("there is no picture to copy the reading of");
    };
    let collection = app.samples.collection();
    let sample = collection.get(id);
    let result = app.detections.result(id).map(|result| &result.outcome.detection);
    let map = result.map(|detection| {
        let (min, max, mean) = detection.map.min_max_mean();
        json!({"min": min, "max": max, "mean": mean})
    });
    let warnings = result.map(|detection| {
        detection
            .warnings
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    });
    let reading = json!({
        "path": collection.path(id).map(|path| printable_path(&path)),
        "score": app.detections.score(id),
        "map": map,
        "warnings": warnings,
        "label": sample.and_then(|sample| sample.label).map(|label| label.number()),
        "threshold": app.detections.threshold,
        "marked": app.annotations.is_marked(id),
        "note": app.annotations.note_of(id),
    });
    copy(app, reading.to_string(), orders);
}

fn copy(app: &mut App, text: String, orders: &mut Vec<Effect>) {
    if text.len() > LONGEST_COPY {
        return app
            .status
            .error("this is too long for the clipboards of terminals");
    }
    app.status.info(format!("sent to the clipboard: {text}"));
    orders.push(Effect::Copy(text));
}
