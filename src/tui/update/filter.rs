//! The filter prompt. The list follows what is typed as far as it can be understood.

use super::{back, listing};
use crate::tui::app::{App, Filtering, Layer};
use crate::tui::effect::Effect;

pub fn start(app: &mut App) {
    app.filtering.open();
    app.view.layers.push(Layer::Filter);
}

/// Changes the prompt; the list follows if the change says that the filter is another.
pub fn edit(app: &mut App, orders: &mut Vec<Effect>, change: impl FnOnce(&mut Filtering) -> bool) {
    if change(&mut app.filtering) {
        listing::relist(app, orders);
    }
}

/// Erases a character; in an empty prompt, gives up as the search does.
pub fn erase(app: &mut App, orders: &mut Vec<Effect>) {
    match app.filtering.prompt().is_empty() {
        true => back::back(app, orders),
        false => edit(app, orders, Filtering::erase),
    }
}

pub fn complete(app: &mut App, orders: &mut Vec<Effect>) {
    let collection = app.samples.collection().clone();
    edit(app, orders, |filtering| filtering.complete(&collection));
}

pub fn accept(app: &mut App) {
    if app.filtering.accept() {
        app.view.layers.pop();
        if app.samples.is_empty() && !app.filtering.text().is_empty() {
            app.status.info("nothing passes this filter: f changes it");
        }
    }
}

pub fn give_up(app: &mut App, orders: &mut Vec<Effect>) {
    app.view.layers.pop();
    app.filtering.give_up();
    listing::relist(app, orders);
}
