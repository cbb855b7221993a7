//! The layer that shows what was said.

use crate::tui::app::{App, Layer};

pub fn show(app: &mut App) {
    app.view.layers.push(Layer::Journal { scroll: 0 });
}

pub fn next_level(app: &mut App) {
    app.status.journal.next_level();
    if let Some(Layer::Journal { scroll }) = app.view.layers.last_mut() {
        *scroll = 0;
    }
}
