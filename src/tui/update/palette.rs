//! The command palette.

use super::{back, perform};
use crate::tui::app::{App, Layer};
use crate::tui::effect::Effect;

pub fn start(app: &mut App) {
    let context = app.context();
    app.palette.open(context);
    app.view.layers.push(Layer::Palette);
}

pub fn erase(app: &mut App, orders: &mut Vec<Effect>) {
    if !app.palette.erase() {
        back::back(app, orders);
    }
}

pub fn step(app: &mut App, by: isize) {
    app.palette.step(by, &app.keys.keymap);
}

/// Puts the selected line's name into the prompt.
pub fn complete(app: &mut App) {
    if let Some(entry) = app.palette.chosen(&app.keys.keymap) {
        app.palette.put(entry.name);
    }
}

/// Does what the selected line says.
pub fn accept(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(entry) = app.palette.chosen(&app.keys.keymap) else {
        return app.status.info("there is no such command here");
    };
    app.palette.remember(&entry.name);
    app.view.layers.pop();
    perform::perform(app, entry.action, orders);
}
