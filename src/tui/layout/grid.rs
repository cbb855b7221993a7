//! How the room of the list is divided when it shows thumbnails.

use super::GridWish;
use super::split::split_top;
use ratatui::layout::{Position, Rect, Size};

/// How a grid divides its room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// The room.
    pub room: Rect,
    /// Thumbnails side by side.
    pub columns: u16,
    /// Rows of thumbnails that fit whole; at least one.
    pub rows: u16,
    /// The cells of one: picture, and the line of text under it.
    pub cell: Size,
}

impl Grid {
    /// Columns of a thumbnail, at least; of a name without one.
    const WIDTHS: (u16, u16) = (15, 24);

    /// Thumbnails as large as the least width allows.
    pub fn fit(room: Rect, wish: GridWish, pixels: (u16, u16)) -> Self {
        let least = if wish.pictures {
            Self::WIDTHS.0
        } else {
            Self::WIDTHS.1
        };
        let columns = ((room.width + 1) / (least + 1)).max(1);
        let width = ((room.width + 1) / columns).saturating_sub(1).max(1);
        let square = u32::from(width) * u32::from(pixels.0) / u32::from(pixels.1.max(1));
        let picture = match wish.pictures {
            true => u16::try_from(square).unwrap_or(u16::MAX).max(1),
            false => 0,
        };
        let height = (picture + 1).min(room.height.max(1));
        Self {
            room,
            columns,
            rows: (room.height / height).max(1),
            cell: Size::new(width, height),
        }
    }

    /// Thumbnails on the screen.
    pub fn count(&self) -> usize {
        usize::from(self.columns) * usize::from(self.rows)
    }

    /// The picture and the line of the `place`th thumbnail on the screen.
    pub fn at(&self, place: usize) -> (Rect, Rect) {
        let columns = usize::from(self.columns);
        let step = |count: usize, size: u16| u16::try_from(count).unwrap_or(u16::MAX).saturating_mul(size);
        let area = Rect {
            x: self
                .room
                .x
                .saturating_add(step(place % columns, self.cell.width + 1)),
            y: self
                .room
                .y
                .saturating_add(step(place / columns, self.cell.height)),
            width: self.cell.width,
            height: self.cell.height,
        };
        split_top(area, area.height - 1)
    }

    /// The cells a picture may take.
    pub fn picture_size(&self) -> Size {
        Size::new(self.cell.width, self.cell.height - 1)
    }

    /// Which thumbnail on the screen is under a position.
    pub fn place_at(&self, position: Position) -> Option<usize> {
        (0..self.count()).find(|place| {
            let (picture, line) = self.at(*place);
            picture.contains(position) || line.contains(position)
        })
    }
}
