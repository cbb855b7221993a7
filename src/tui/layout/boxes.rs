//! The box of a text that lies over everything.

use ratatui::layout::{Rect, Size};

/// The box of the help, in the middle of the screen.
pub fn help_box(size: Size) -> Rect {
    let (width, height) = (
        size.width.saturating_sub(4).min(84),
        size.height.saturating_sub(2),
    );
    Rect::new(
        (size.width - width) / 2,
        (size.height - height) / 2,
        width,
        height,
    )
}

/// The text in that box: a border and a column of air around it.
pub fn help_area(size: Size) -> Rect {
    let outer = help_box(size);
    Rect {
        x: outer.x + 2,
        y: outer.y + 1,
        width: outer.width.saturating_sub(4),
        height: outer.height.saturating_sub(2),
    }
}
