//! From a fact to the next state and what it asks of the world. Pure: no clock, no file, no terminal.

mod back;
mod dataset;
mod detection;
mod facts;
mod filter;
mod inspect;
mod keys;
mod listing;
mod look;
mod mouse;
mod panes;
mod perform;
mod pictures;
mod report;
mod screens;
mod scroll;
mod search;
mod selection;
mod session;
mod thumbnails;
mod tree;

use super::app::App;
use super::effect::Effect;
use super::msg::Msg;
pub use selection::REST;

/// Takes in a fact and answers with orders.
pub fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    let mut orders = Vec::new();
    facts::take_in(app, msg, &mut orders);
    pictures::order_missing(app, &mut orders);
    orders
}
