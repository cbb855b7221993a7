//! What the layout depends on.

use crate::tui::graphics::PaneKind;

/// Whether there is a tree to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeWish {
    /// There is none, or the user does not want to see it.
    None,
    /// There is one.
    Rows {
        /// How many rows it has.
        count: usize,
        /// It has the keys: it is shown even where that hides the list.
        focused: bool,
    },
}

/// The list shall be a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridWish {
    /// With pictures over the names.
    pub pictures: bool,
}

/// What the layout depends on beside the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// A permanent line under the title.
    pub notice: bool,
    /// The picture pane used last: shown when there is room for one only.
    pub pane: PaneKind,
    /// That pane shall have all the room.
    pub enlarged: bool,
    /// Pixels per cell.
    pub cell: (u16, u16),
    /// The tree.
    pub tree: TreeWish,
    /// The grid.
    pub grid: Option<GridWish>,
}
