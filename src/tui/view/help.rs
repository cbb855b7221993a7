//! The help, over everything.

use super::paint::Painter;
use crate::tui::content::{Piece, help_lines};
use crate::tui::layout::{help_area, help_box};
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget};

pub fn draw(painter: &mut Painter, scroll: u16) {
    let size = painter.app.view.size;
    let (outer, area) = (help_box(size), help_area(size));
    painter.clear(outer);
    let border = painter.style(Role::Border);
    Block::bordered()
        .border_style(border)
        .render(outer, painter.buffer());
    let lines = help_lines(&painter.app.keys.keymap, area.width);
    let hidden = lines.len().saturating_sub(area.height.into());
    let scroll = usize::from(scroll).min(hidden);
    let mut title = vec![Piece::new(Role::Focus, " keys ")];
    if hidden > scroll {
        title.push(Piece::new(
            Role::Muted,
            format!("({} more lines, j scrolls) ", hidden - scroll),
        ));
    }
    let top = Rect {
        x: outer.x + 2,
        width: outer.width.saturating_sub(4),
        height: 1,
        ..outer
    };
    painter.line(top, &title);
    for (line, y) in lines.iter().skip(scroll).zip(area.top()..area.bottom()) {
        painter.line(Rect { y, height: 1, ..area }, line);
    }
}
