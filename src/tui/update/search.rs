//! The search prompt and its matches. The selection follows what is typed.

use super::selection;
use crate::tui::app::{App, Layer};
use crate::tui::effect::Effect;

pub fn start(app: &mut App) {
    app.search.origin = app.samples.place();
    app.search.look_for(String::new(), &app.samples);
    app.view.layers.push(Layer::Search);
}

pub fn typed(app: &mut App, typed: char, orders: &mut Vec<Effect>) {
    let mut query = app.search.query().to_owned();
    query.push(typed);
    look_for(app, query, orders);
}

pub fn erase(app: &mut App, orders: &mut Vec<Effect>) {
    let mut query = app.search.query().to_owned();
    match query.pop() {
        Some(_) => look_for(app, query, orders),
        None => give_up(app, orders),
    }
}

pub fn erase_all(app: &mut App, orders: &mut Vec<Effect>) {
    look_for(app, String::new(), orders);
}

fn look_for(app: &mut App, query: String, orders: &mut Vec<Effect>) {
    app.search.look_for(query, &app.samples);
    let origin = app.search.origin;
    let place = app.search.first_from(origin).unwrap_or(origin);
    selection::select(app, place, orders);
}

/// Closes the prompt; the selection stays on the match and `n` goes on from there.
pub fn accept(app: &mut App) {
    app.view.layers.pop();
    if !app.search.query().is_empty() && app.search.matches().is_empty() {
        app.status
            .info(format!("no picture is called '{}'", app.search.query()));
    }
}

/// Closes the prompt and goes back to where it was opened.
pub fn give_up(app: &mut App, orders: &mut Vec<Effect>) {
    app.view.layers.pop();
    app.search.look_for(String::new(), &app.samples);
    selection::select(app, app.search.origin, orders);
}

pub fn next(app: &mut App, orders: &mut Vec<Effect>) {
    go(app, app.search.after(app.samples.place()), orders);
}

pub fn previous(app: &mut App, orders: &mut Vec<Effect>) {
    go(app, app.search.before(app.samples.place()), orders);
}

fn go(app: &mut App, to: Option<usize>, orders: &mut Vec<Effect>) {
    match to {
        Some(place) => selection::select(app, place, orders),
        None if app.search.query().is_empty() => {
            app.status.info("nothing is searched for: / starts a search")
        }
        None => app
            .status
            .info(format!("no picture is called '{}'", app.search.query())),
    }
}
