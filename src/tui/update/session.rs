//! Leaving, coming back, and what ends the workbench.

use super::{detection, listing, pictures, sessions};
use crate::base::printable_path;
use crate::run::Request;
use crate::tui::app::{App, Inspect, Layer, Level};
use crate::tui::effect::Effect;
use crate::tui::graphics::InspectPane;
use crate::tui::msg::ModelInUse;
use std::path::PathBuf;

pub fn quit(app: &mut App, orders: &mut Vec<Effect>) {
    match app.detections.running().is_some() || !app.own_runs.is_empty() {
        true => app.view.layers.push(Layer::ConfirmQuit),
        false => orders.push(Effect::Quit),
    }
}

/// Stops the runs that were started from here, each after its step, and quits when they have answered.
pub fn stop_runs_and_quit(app: &mut App, orders: &mut Vec<Effect>) {
    let runs: Vec<PathBuf> = app.own_runs.iter().cloned().collect();
    app.stopping = runs.len();
    if runs.is_empty() {
        orders.push(Effect::Quit);
    }
    for folder in runs {
        orders.push(Effect::AskRun {
            folder,
            request: Request::Stop,
        });
    }
    app.status.info("stopping the runs: the workbench ends with them");
}

/// The terminal may have lost anything, pictures among it.
pub fn redraw(app: &mut App, orders: &mut Vec<Effect>) {
    pictures::forget_encoded(app, orders);
    orders.push(Effect::DrawAll);
}

pub fn resumed(app: &mut App, stopped: bool, orders: &mut Vec<Effect>) {
    // The pictures were deleted from the terminal when it was handed back; there is nothing left to free.
    app.pictures.forget_encoded();
    app.thumbnails.forget_encoded();
    app.keys.pending.clear();
    if !stopped {
        app.status
            .info("nobody could continue this program after Ctrl-z, so it was not stopped");
    }
    orders.push(Effect::DrawAll);
}

/// The model takes the place of the one before, whose results say nothing of it.
pub fn model_read(app: &mut App, result: Result<ModelInUse, String>, orders: &mut Vec<Effect>) {
    match result {
        Ok(model) => use_model(app, model, orders),
        Err(reason) => {
            app.sessions.opening = None;
            orders.push(Effect::Log(reason.clone()));
            app.status.error(reason);
        }
    }
    orders.push(Effect::DrawAll);
}

fn use_model(app: &mut App, model: ModelInUse, orders: &mut Vec<Effect>) {
    orders.push(Effect::UseModel(model.clone()));
    let is_same = app.about.model == model.files;
    app.about.model = model.files;
    app.about.settings = model.settings;
    app.about.is_demo = model.is_demo;
    app.about.compared = model.compared;
    app.detections.forget_all();
    if !is_same {
        app.inspect = Inspect::new(&app.about.settings);
    }
    if !app.inspect_rows().concat().contains(&app.inspect.pane) {
        app.inspect.pane = InspectPane::Map;
    }
    listing::relist(app, orders);
    let prompts = printable_path(&app.about.model.prompts);
    app.status.info(match &app.about.compared {
        Some(other) => format!("comparing {prompts} with {}", printable_path(other)),
        None => format!("detecting with {prompts} from here on"),
    });
    if let Some(warning) = model.warning {
        app.status.say(Level::Warning, warning);
    }
    if app.sessions.opening.is_some() {
        return sessions::go_on(app, orders);
    }
    if app.samples.selected_id().is_some() {
        detection::detect_selected(app, orders);
    }
}

pub fn thread_died(name: &str, reason: &str, orders: &mut Vec<Effect>) {
    orders.push(Effect::Abort(format!(
        "the {name} thread stopped by a bug: {reason}"
    )));
}
