//! Leaving, coming back, and what ends the workbench.

use super::{detection, listing, pictures};
use crate::base::printable_path;
use crate::tui::app::{App, Inspect, Layer};
use crate::tui::effect::Effect;
use crate::tui::msg::ModelInUse;

pub fn quit(app: &mut App, orders: &mut Vec<Effect>) {
    match app.detections.running() {
        Some(_) => app.view.layers.push(Layer::ConfirmQuit),
        None => orders.push(Effect::Quit),
    }
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
        Ok(model) => {
            orders.push(Effect::UseModel(model.clone()));
            app.about.model = model.files;
            app.about.settings = model.settings;
            app.about.is_demo = model.is_demo;
            app.detections.forget_all();
            app.inspect = Inspect::new(&app.about.settings);
            listing::relist(app, orders);
            app.status.info(format!(
                "detecting with {} from here on",
                printable_path(&app.about.model.prompts)
            ));
            if app.samples.selected_id().is_some() {
                detection::detect_selected(app, orders);
            }
        }
        Err(reason) => {
            orders.push(Effect::Log(reason.clone()));
            app.status.error(reason);
        }
    }
    orders.push(Effect::DrawAll);
}

pub fn thread_died(name: &str, reason: &str, orders: &mut Vec<Effect>) {
    orders.push(Effect::Abort(format!(
        "the {name} thread stopped by a bug: {reason}"
    )));
}
