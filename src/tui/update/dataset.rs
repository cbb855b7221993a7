//! The dataset: opened, or not.

use super::{detection, evaluate, listing, sessions, state};
use crate::base::printable_path;
use crate::tui::app::{Annotations, App, ListState, SampleList, TreeView};
use crate::tui::collection::Collection;
use crate::tui::effect::Effect;
use std::path::PathBuf;
use std::sync::Arc;

/// Warnings that go into the log; all of them are in the report.
const LOGGED: usize = 20;

pub fn opened(app: &mut App, collection: Arc<Collection>, orders: &mut Vec<Effect>) {
    app.tree.fill(collection.outline());
    let warnings = &collection.index().warnings;
    for warning in warnings.iter().take(LOGGED) {
        let about = printable_path(&warning.path);
        orders.push(Effect::Log(format!("{about}: {}", warning.message)));
    }
    if warnings.len() > LOGGED {
        let text = format!("and {} more warnings", warnings.len() - LOGGED);
        orders.push(Effect::Log(text));
    }
    let first = collection.by_name().first().copied();
    app.about.single |= first.is_some_and(|id| collection.path(id).as_ref() == Some(&app.about.root));
    app.samples.fill(collection);
    listing::relist(app, orders);
    if app.about.single {
        detection::detect_selected(app, orders);
    }
    let is_taken_up = sessions::take_up(app, orders);
    if !is_taken_up && !app.about.single && !app.about.given.fresh {
        orders.push(Effect::RestoreState(app.about.root.clone()));
    }
    evaluate::show_waiting(app, orders);
}

/// Opens another dataset in place of this one. What was found out about its samples is forgotten.
pub fn open_another(app: &mut App, root: PathBuf, orders: &mut Vec<Effect>) {
    state::rests(app, orders);
    app.saved = None;
    orders.push(Effect::CancelDetection);
    app.detections.forget_all();
    app.annotations = Annotations::default();
    app.filtering.put(String::new());
    app.filtering.accept();
    app.samples = SampleList::default();
    app.tree = TreeView::default();
    app.about.single = false;
    app.about.root = root.clone();
    orders.push(Effect::OpenDataset(root));
    orders.push(Effect::DrawAll);
}

pub fn failed(app: &mut App, reason: String, orders: &mut Vec<Effect>) {
    app.sessions.opening = None;
    orders.push(Effect::Log(reason.clone()));
    app.status.error(reason.clone());
    app.samples.state = ListState::Failed(reason);
    orders.push(Effect::Draw);
}
