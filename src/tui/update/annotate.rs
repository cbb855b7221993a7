//! Marks and notes.

use super::{listing, prompt};
use crate::tui::app::{App, Purpose, SampleId};
use crate::tui::content::counted;
use crate::tui::effect::Effect;

pub fn toggle_mark(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(id) = app.samples.selected_id() else {
        return app.status.info("there is no picture to mark");
    };
    let is_marked = app.annotations.toggle(id);
    let count = app.annotations.marked().count();
    app.status.info(match is_marked {
        true => format!(
            "marked: {} so far, D detects on them",
            counted(count, "picture", "pictures")
        ),
        false => format!(
            "no longer marked; {}",
            counted(count, "picture is", "pictures are")
        ),
    });
    listing::relist_for_annotation(app, orders);
}

/// Marks all that are listed, or none of them where all are marked.
pub fn mark_all(app: &mut App, orders: &mut Vec<Effect>) {
    let listed: Vec<SampleId> = app.samples.from(0).to_vec();
    let all = listed.iter().all(|id| app.annotations.is_marked(*id));
    for id in &listed {
        app.annotations.set(*id, !all);
    }
    let count = counted(listed.len(), "picture", "pictures");
    app.status.info(match all {
        true => format!("{count} no longer marked"),
        false => format!("{count} marked"),
    });
    listing::relist_for_annotation(app, orders);
}

pub fn start_note(app: &mut App) {
    let Some(id) = app.samples.selected_id() else {
        return app.status.info("there is no picture to write about");
    };
    let note = app.annotations.note_of(id).unwrap_or_default().to_owned();
    prompt::ask(app, Purpose::Note(id), note);
}

pub fn note(app: &mut App, id: SampleId, text: &str, orders: &mut Vec<Effect>) {
    app.annotations.note(id, text);
    listing::relist_for_annotation(app, orders);
}
