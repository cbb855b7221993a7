//! The parts of the screen.

use super::Grid;
use crate::tui::graphics::PaneKind;
use ratatui::layout::{Position, Rect};

/// A picture pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaneArea {
    /// Which.
    pub kind: PaneKind,
    /// Its title line.
    pub title: Rect,
    /// Its picture.
    pub picture: Rect,
}

/// A pane of text with a title line over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextArea {
    /// The title line.
    pub title: Rect,
    /// What is under it.
    pub body: Rect,
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Areas {
    /// The first line.
    pub title: Rect,
    /// The permanent line.
    pub notice: Option<Rect>,
    /// The tree, if there is one and room for it.
    pub tree: Option<TextArea>,
    /// The list or the grid; hidden while a picture is enlarged, and under a tree that needs its room.
    pub list: Option<TextArea>,
    /// How the list's room is divided if it is a grid.
    pub grid: Option<Grid>,
    /// The columns between tree, list and pictures.
    pub dividers: Vec<Rect>,
    /// The picture panes that are shown.
    pub panes: Vec<PaneArea>,
    /// The colour bar.
    pub color_bar: Rect,
    /// The text about the result; hidden while a picture is enlarged.
    pub details: Option<TextArea>,
    /// All between title and status.
    pub body: Rect,
    /// Messages, progress, the search prompt.
    pub status: Rect,
    /// Keys valid now.
    pub hints: Rect,
}

impl Areas {
    /// The samples that half the list or grid shows, at least one.
    pub fn half_page(&self) -> usize {
        if let Some(grid) = &self.grid {
            return usize::from((grid.rows / 2).max(1)) * usize::from(grid.columns);
        }
        let rows = self.list.map_or(self.panes_height(), |list| list.body.height);
        usize::from(rows / 2).max(1)
    }

    /// Half the rows of the tree, at least one.
    pub fn half_tree(&self) -> usize {
        self.tree
            .map_or(1, |tree| usize::from(tree.body.height / 2).max(1))
    }

    fn panes_height(&self) -> u16 {
        self.panes.first().map_or(0, |pane| pane.picture.height)
    }

    /// The picture pane under a position.
    pub fn pane_at(&self, position: Position) -> Option<PaneKind> {
        let hit = |pane: &&PaneArea| pane.title.contains(position) || pane.picture.contains(position);
        self.panes.iter().find(hit).map(|pane| pane.kind)
    }
}
