//! Runs at work, on whatever screen the user is.

use crate::base::printable;
use crate::run::{RunState, file_name};
use crate::tui::app::{App, Job};
use crate::tui::effect::Effect;
use std::path::Path;

pub fn seen(app: &mut App, jobs: Vec<Job>, orders: &mut Vec<Effect>) {
    for job in &jobs {
        heard(app, &job.folder, job.state, orders);
    }
    let live: Vec<Job> = jobs.into_iter().filter(|job| job.state.is_live()).collect();
    // The folder of one that is gone without a word has been taken away.
    for gone in &app.jobs {
        if live.iter().all(|job| job.folder != gone.folder) {
            app.own_runs.remove(&gone.folder);
        }
    }
    app.jobs = live;
    orders.push(Effect::Draw);
}

/// Takes in what a run is doing, whoever has seen it first. The end of one that was started here is news.
pub fn heard(app: &mut App, folder: &Path, state: RunState, orders: &mut Vec<Effect>) {
    if state.is_live() {
        return;
    }
    app.jobs.retain(|job| job.folder != folder);
    if app.own_runs.remove(folder) {
        let words = format!("{} is {}", printable(&file_name(folder)), state.name());
        app.status.info(words.clone());
        orders.push(Effect::Notify(words));
    }
}
