//! The dataset: opened, or not.

use super::{detection, listing};
use crate::base::printable_path;
use crate::tui::app::{App, ListState};
use crate::tui::collection::Collection;
use crate::tui::effect::Effect;
use std::sync::Arc;

pub fn opened(app: &mut App, collection: Arc<Collection>, orders: &mut Vec<Effect>) {
    app.tree.fill(collection.outline());
    for warning in &collection.index().warnings {
        let about = printable_path(&warning.path);
        orders.push(Effect::Log(format!("{about}: {}", warning.message)));
    }
    app.samples.fill(collection);
    listing::relist(app, orders);
    if app.about.single {
        detection::detect_selected(app, orders);
    }
}

pub fn failed(app: &mut App, reason: String, orders: &mut Vec<Effect>) {
    orders.push(Effect::Log(reason.clone()));
    app.status.error(reason.clone());
    app.samples.state = ListState::Failed(reason);
    orders.push(Effect::Draw);
}
