//! From one screen to another.

use super::{runs, sessions};
use crate::tui::app::{App, Screen};
use crate::tui::effect::Effect;

pub fn show(app: &mut App, screen: Screen, orders: &mut Vec<Effect>) {
    if app.view.screen == screen {
        return;
    }
    let looks_at_runs = |screen| matches!(screen, Screen::Train | Screen::Evaluate);
    if looks_at_runs(app.view.screen) {
        runs::left(orders);
    }
    app.view.screen = screen;
    app.keys.pending.clear();
    app.form = None;
    if looks_at_runs(screen) {
        runs::follow(app, orders);
    }
    if screen == Screen::Sessions {
        sessions::shown(orders);
    }
    // Sixels and iTerm2 pictures stay until every cell under them is written.
    orders.push(Effect::DrawAll);
}
