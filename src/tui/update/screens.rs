//! From one screen to another.

use crate::tui::app::{App, Screen};
use crate::tui::effect::Effect;

pub fn show(app: &mut App, screen: Screen, orders: &mut Vec<Effect>) {
    if app.view.screen == screen {
        return;
    }
    app.view.screen = screen;
    app.keys.pending.clear();
    // Sixels and iTerm2 pictures stay until every cell under them is written.
    orders.push(Effect::DrawAll);
}
