//! The picture panes and the colour bar beside them.

use super::split::{split_left, split_top, titled};
use super::{Areas, PaneArea, TextArea, Wish};
use crate::tui::graphics::PaneKind;
use ratatui::layout::Rect;

/// Columns of the colour bar: a gap, two of colour, a space, four of numbers.
const BAR_WIDTH: u16 = 8;

/// The colours of the colour bar: two columns after the gap.
pub fn bar_colors(bar: Rect) -> Rect {
    Rect {
        x: bar.x + 1,
        width: 2.min(bar.width),
        ..bar
    }
}

/// How the picture panes stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    Row,
    Column,
    Single,
}

/// The part of `right` for pictures and how they stand in it: however a square picture gets largest, all three
/// together if that is not too small to see anything.
pub fn pictures_room(right: Rect, wish: Wish) -> (Rect, Arrangement) {
    let details = if right.height < 16 { 4 } else { 6 };
    let most = right.height - details;
    let (width, height) = (right.width - BAR_WIDTH, most);
    let side = |columns: u16, rows: u16| {
        let across = u32::from(columns) * u32::from(wish.cell.0);
        across.min(u32::from(rows.saturating_sub(1)) * u32::from(wish.cell.1))
    };
    let row = side(width.saturating_sub(2) / 3, height);
    let column = side(width, height / 3);
    let single = side(width, height);
    let readable = 8 * u32::from(wish.cell.0);
    if wish.grid.is_some() || (row.max(column) < readable && single > row.max(column)) {
        return (split_top(right, most).0, Arrangement::Single);
    }
    if column > row {
        return (split_top(right, most).0, Arrangement::Column);
    }
    // A row takes no more height than portraits of 4:5 can use; the rest is for the text.
    let pane_width = u32::from(width.saturating_sub(2) / 3) * u32::from(wish.cell.0);
    let wanted = 1 + (pane_width * 5 / 4).div_ceil(u32::from(wish.cell.1.max(1)));
    let wanted = u16::try_from(wanted).unwrap_or(most).min(most);
    (split_top(right, wanted).0, Arrangement::Row)
}

pub fn place_panes(areas: &mut Areas, room: Rect, arrangement: Arrangement, wish: Wish) {
    let (pictures, bar) = split_left(room, room.width - BAR_WIDTH);
    areas.color_bar = split_top(bar, 1).1;
    let pane = |kind, area| {
        let TextArea { title, body } = titled(area);
        PaneArea {
            kind,
            title,
            picture: body,
        }
    };
    let (width, height) = ((pictures.width.saturating_sub(2)) / 3, pictures.height / 3);
    areas.panes = match arrangement {
        Arrangement::Single => vec![pane(wish.pane, pictures)],
        Arrangement::Row => PaneKind::ALL
            .map(|kind| {
                let x = pictures.x + (width + 1) * kind as u16;
                pane(kind, Rect { x, width, ..pictures })
            })
            .into(),
        Arrangement::Column => PaneKind::ALL
            .map(|kind| {
                let y = pictures.y + height * kind as u16;
                pane(
                    kind,
                    Rect {
                        y,
                        height,
                        ..pictures
                    },
                )
            })
            .into(),
    };
}
