//! Hands each fact to whom it concerns.

use super::{detection, keys, mouse, perform, pictures, selection, session};
use crate::tui::Action;
use crate::tui::app::{App, Layer, Level};
use crate::tui::effect::Effect;
use crate::tui::msg::{Msg, Timer};

pub fn take_in(app: &mut App, msg: Msg, orders: &mut Vec<Effect>) {
    match msg {
        Msg::Started => {
            orders.push(Effect::ListFolder(app.about.root.clone()));
            orders.push(Effect::Draw);
        }
        Msg::Key(key) => keys::press(app, key, orders),
        Msg::Mouse(input) => mouse::used(app, input, orders),
        Msg::Pasted(text) => {
            // Pasted text is only ever text: as keys it could do anything.
            if app.view.layers.last() == Some(&Layer::Search) {
                let typed = text.chars().filter(|c| !c.is_control());
                typed.for_each(|c| perform::perform(app, Action::SearchType(c), orders));
            }
        }
        Msg::Resized { size, cell } => {
            app.view.size = size;
            if let Some(cell) = cell {
                app.pictures.graphics.cell = cell;
            }
            orders.push(Effect::Draw);
        }
        Msg::FolderListed(listing) => selection::listed(app, listing, orders),
        Msg::FolderFailed(reason) => selection::not_listed(app, reason, orders),
        Msg::PictureLoaded { sample, picture } => pictures::loaded(app, sample, picture, orders),
        Msg::PictureUnchanged { .. } => {}
        Msg::PictureFailed { sample, reason } => pictures::failed(app, sample, reason, orders),
        Msg::Encoded { key, result } => pictures::encoded(app, key, result, orders),
        Msg::Detection(event) => detection::reported(app, event, orders),
        Msg::TimerElapsed(Timer::SelectionRests) => detection::selection_rests(app, orders),
        Msg::Resumed { stopped } => session::resumed(app, stopped, orders),
        Msg::ThreadDied { name, reason } => session::thread_died(name, &reason, orders),
        Msg::TerminalLost(reason) => orders.push(Effect::Abort(reason)),
        Msg::Warned(text) => {
            orders.push(Effect::Log(text.clone()));
            app.status.say(Level::Warning, text);
            orders.push(Effect::Draw);
        }
    }
}
