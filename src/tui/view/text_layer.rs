//! A text over everything, in a box: the help, the report.

use super::paint::Painter;
use crate::tui::Action;
use crate::tui::content::{Piece, TextLine};
use crate::tui::layout::{help_area, help_box};
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget};

pub fn draw(painter: &mut Painter, title: &str, lines: &[TextLine], scroll: u16) {
    let size = painter.app.view.size;
    let (outer, area) = (help_box(size), help_area(size));
    painter.clear(outer);
    let border = painter.style(Role::Border);
    Block::bordered()
        .border_style(border)
        .render(outer, painter.buffer());
    let hidden = lines.len().saturating_sub(area.height.into());
    let scroll = usize::from(scroll).min(hidden);
    let mut heading = vec![Piece::new(Role::Focus, format!(" {title} "))];
    if hidden > scroll {
        let app = painter.app;
        let how = match app
            .keys
            .keymap
            .key_for(app.context(), Action::ScrollDown)
            .as_str()
        {
            "" => String::new(),
            key => format!(", {key} scrolls"),
        };
        heading.push(Piece::new(
            Role::Muted,
            format!("({} more lines{how}) ", hidden - scroll),
        ));
    }
    let top = Rect {
        x: outer.x + 2,
        width: outer.width.saturating_sub(4),
        height: 1,
        ..outer
    };
    painter.line(top, &heading);
    for (line, y) in lines.iter().skip(scroll).zip(area.top()..area.bottom()) {
        painter.line(Rect { y, height: 1, ..area }, line);
    }
}
