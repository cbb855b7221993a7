//! Esc: one level back, from the top layer down to the list, and never further.

use super::{filter, panes, search};
use crate::tui::app::{App, Focus, Layer};
use crate::tui::effect::Effect;

pub fn back(app: &mut App, orders: &mut Vec<Effect>) {
    match app.view.layers.last() {
        Some(Layer::Search) => search::give_up(app, orders),
        Some(Layer::Filter) => filter::give_up(app, orders),
        Some(_) => {
            app.view.layers.pop();
        }
        None if app.view.enlarged => panes::shrink(app),
        None if app.view.focus != Focus::List => app.view.focus = Focus::List,
        None => app.status.clear(),
    }
}
