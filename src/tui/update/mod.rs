//! From a fact to the next state and what it asks of the world. Pure: no clock, no file, no terminal.

mod annotate;
mod back;
mod batch;
mod compare;
mod copy;
mod dataset;
mod detection;
mod evaluate;
mod facts;
mod filter;
mod inspect;
mod inspect_panes;
mod jobs;
mod journal;
mod keys;
mod listing;
mod look;
mod machine;
mod mouse;
mod palette;
mod panes;
mod perform;
mod pictures;
mod prompt;
mod report;
mod runs;
mod screens;
mod scroll;
mod search;
mod selection;
mod session;
mod sessions;
mod state;
mod thumbnails;
mod train;
mod tree;

use super::app::{App, Screen};
use super::effect::Effect;
use super::layout::{sessions_areas, train_areas};
use super::msg::Msg;
pub use pictures::visible_panes;
pub use selection::REST;
pub use state::changed as changed_state;

/// Takes in a fact and answers with orders.
pub fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    let mut orders = Vec::new();
    if matches!(msg, Msg::Key(_) | Msg::Mouse(_) | Msg::Pasted(_)) {
        state::touched(app, &mut orders);
    }
    facts::take_in(app, msg, &mut orders);
    machine::watch(app, &mut orders);
    keep_visible(app);
    pictures::order_missing(app, &mut orders);
    orders
}

/// Scrolls the list of runs to its selection.
fn keep_visible(app: &mut App) {
    let Some(areas) = app.areas() else { return };
    let rows = usize::from(train_areas(areas.body).runs.body.height);
    match app.view.screen {
        Screen::Train => app.train.list.keep_visible(rows),
        Screen::Evaluate => app.evaluate.list.keep_visible(rows),
        Screen::Sessions => {
            let rows = sessions_areas(areas.body).list.body.height;
            app.sessions.keep_visible(rows.into());
        }
        Screen::Browse | Screen::Inspect => {}
    }
}
