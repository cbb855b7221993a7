//! From one screen to another.

use super::train;
use crate::tui::app::{App, Screen};
use crate::tui::effect::Effect;

pub fn show(app: &mut App, screen: Screen, orders: &mut Vec<Effect>) {
    if app.view.screen == screen {
        return;
    }
    if app.view.screen == Screen::Train {
        train::left(orders);
    }
    app.view.screen = screen;
    app.keys.pending.clear();
    match screen {
        Screen::Train => train::entered(app, orders),
        Screen::Browse | Screen::Inspect | Screen::Evaluate | Screen::Sessions => {}
    }
    // Sixels and iTerm2 pictures stay until every cell under them is written.
    orders.push(Effect::DrawAll);
}
