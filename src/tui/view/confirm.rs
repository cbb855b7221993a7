//! The question before quitting.

use super::paint::Painter;
use crate::tui::Action;
use crate::tui::input::Context;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget};

pub fn draw(painter: &mut Painter) {
    let screen = painter.area();
    let (width, height) = (44.min(screen.width), 5.min(screen.height));
    let area = Rect::new(
        (screen.width - width) / 2,
        (screen.height - height) / 2,
        width,
        height,
    );
    painter.clear(area);
    let border = painter.style(Role::Warning);
    Block::bordered()
        .border_style(border)
        .render(area, painter.buffer());
    let inner = Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2);
    let key = |action| painter.app.keys.keymap.key_for(Context::ConfirmQuit, action);
    let keys = format!(
        "{} stops it and quits · {} stays",
        key(Action::StopAndQuit),
        key(Action::Back)
    );
    painter.centred(
        inner,
        Role::Text,
        &["A detection is running.".to_owned(), String::new(), keys],
    );
}
