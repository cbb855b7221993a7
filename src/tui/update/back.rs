//! Esc: one level back, from the top layer down to the list, and never further.

use super::{filter, panes, prompt, screens, search};
use crate::tui::app::{App, Focus, Layer, Screen};
use crate::tui::effect::Effect;

pub fn back(app: &mut App, orders: &mut Vec<Effect>) {
    match app.view.layers.last() {
        Some(Layer::Search) => return search::give_up(app, orders),
        Some(Layer::Filter) => return filter::give_up(app, orders),
        Some(Layer::Prompt) => return prompt::give_up(app),
        Some(_) => {
            app.view.layers.pop();
            return;
        }
        None => {}
    }
    if app.form.take().is_some() {
        return;
    }
    match app.view.screen {
        Screen::Browse => back_in_browse(app),
        Screen::Inspect | Screen::Train | Screen::Evaluate | Screen::Sessions => {
            screens::show(app, Screen::Browse, orders);
        }
    }
}

fn back_in_browse(app: &mut App) {
    match app.view.focus {
        _ if app.view.enlarged => panes::shrink(app),
        Focus::List => app.status.clear(),
        Focus::Tree | Focus::Pane | Focus::Details => app.view.focus = Focus::List,
    }
}
