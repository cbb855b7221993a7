//! Keys, alone or in turn, become actions.

use super::perform::perform;
use crate::tui::Action;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::input::{Context, KeyPress, Lookup};

pub fn press(app: &mut App, key: KeyPress, orders: &mut Vec<Effect>) {
    if app.status.drop_news() {
        orders.push(Effect::Draw);
    }
    let context = app.context();
    app.keys.pending.push(key);
    match app.keys.keymap.look_up(context, &app.keys.pending) {
        Lookup::Action(action) => {
            app.keys.pending.clear();
            perform(app, action, orders);
        }
        Lookup::Prefix => orders.push(Effect::Draw),
        Lookup::Unbound => {
            if app.keys.pending.len() > 1 {
                orders.push(Effect::Draw);
            }
            app.keys.pending.clear();
            match (context, key.typed()) {
                (Context::Search, Some(typed)) => perform(app, Action::SearchType(typed), orders),
                (Context::Filter, Some(typed)) => perform(app, Action::FilterType(typed), orders),
                (Context::Prompt, Some(typed)) => perform(app, Action::PromptType(typed), orders),
                (Context::Palette, Some(typed)) => perform(app, Action::PaletteType(typed), orders),
                (Context::Form, Some(typed)) => perform(app, Action::FieldType(typed), orders),
                _ => {}
            }
        }
    }
}
