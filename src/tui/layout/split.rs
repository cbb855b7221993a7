//! Rooms cut in two.

use super::TextArea;
use ratatui::layout::Rect;

/// A title line over the rest.
pub fn titled(area: Rect) -> TextArea {
    let (title, body) = split_top(area, 1);
    TextArea { title, body }
}

/// The left `width` columns, and the rest.
pub fn split_left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    (
        Rect { width, ..area },
        Rect {
            x: area.x + width,
            width: area.width - width,
            ..area
        },
    )
}

/// The upper `height` rows, and the rest.
pub fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    (
        Rect { height, ..area },
        Rect {
            y: area.y + height,
            height: area.height - height,
            ..area
        },
    )
}
