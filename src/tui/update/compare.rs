//! Comparing the model's prompts with others, on the same features.

use super::{prompt, screens, train};
use crate::base::printable_path;
use crate::tui::app::{App, Purpose, Screen};
use crate::tui::effect::Effect;
use std::path::PathBuf;

/// Asks what to compare with.
pub fn start(app: &mut App) {
    let now = app
        .about
        .compared
        .as_ref()
        .map_or(String::new(), |path| printable_path(path));
    prompt::ask(app, Purpose::Compare, now);
}

/// Compares with the prompts in this file, or no longer.
pub fn with(app: &mut App, other: Option<PathBuf>, orders: &mut Vec<Effect>) {
    if other == app.about.compared {
        return;
    }
    orders.push(Effect::ReadModel {
        files: app.about.model.clone(),
        compared: other,
    });
}

/// Compares with the checkpoint of the selected training: the best where the run knows it, else the newest.
pub fn with_run(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(files) = train::checkpoint(app) else {
        return;
    };
    with(app, Some(files.prompts), orders);
    screens::show(app, Screen::Inspect, orders);
}
