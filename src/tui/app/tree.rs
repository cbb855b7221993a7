//! The tree over the samples: which nodes are open, which one is selected, which rows are on the screen.

use crate::tui::collection::{Outline, Scope};

/// The tree as it is shown. Nodes are places in the collection's [`Outline`].
#[derive(Debug, Default)]
pub struct TreeView {
    /// The user does not want to see it.
    pub hidden: bool,
    open: Vec<bool>,
    rows: Vec<usize>,
    selected: usize,
    top: usize,
}

impl TreeView {
    /// A tree with its splits open and the first of them selected, or everything where there are none.
    pub fn fill(&mut self, outline: &Outline) {
        let nodes = outline.nodes();
        *self = Self {
            hidden: self.hidden,
            open: nodes.iter().map(|node| node.depth < 2).collect(),
            ..Self::default()
        };
        self.list_rows(outline);
    }

    fn list_rows(&mut self, outline: &Outline) {
        self.rows.clear();
        let nodes = outline.nodes();
        let mut place = 0;
        while let Some(node) = nodes.get(place) {
            self.rows.push(place);
            place = if self.open[place] { place + 1 } else { node.end };
        }
    }

    /// The nodes that are shown, from the first row on.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The selected row.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// The selected node.
    pub fn node(&self) -> usize {
        self.rows.get(self.selected).copied().unwrap_or(0)
    }

    /// Which samples it stands for.
    pub fn scope(&self, outline: &Outline) -> Scope {
        outline
            .nodes()
            .get(self.node())
            .map_or(Scope::default(), |node| node.scope)
    }

    /// The first row on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Whether what is below a node is shown.
    pub fn is_open(&self, node: usize) -> bool {
        self.open.get(node).copied().unwrap_or(false)
    }

    /// Selects a row or the last one; whether that is another than before.
    pub fn select(&mut self, row: usize) -> bool {
        let row = row.min(self.rows.len().saturating_sub(1));
        std::mem::replace(&mut self.selected, row) != row
    }

    /// Selects the row `steps` further down, up if negative.
    pub fn step(&mut self, steps: isize) -> bool {
        self.select(self.selected.saturating_add_signed(steps))
    }

    /// Selects a node that is shown.
    pub fn select_node(&mut self, node: usize) -> bool {
        let row = self.rows.partition_point(|shown| *shown < node);
        self.select(row)
    }

    /// Shows or hides what is below the selected node. A selection stays where it is: the node itself never vanishes.
    pub fn set_open(&mut self, outline: &Outline, open: bool) {
        let node = self.node();
        if let Some(flag) = self.open.get_mut(node) {
            *flag = open;
        }
        self.list_rows(outline);
    }

    /// Scrolls as little as needed to have the selection in `rows` rows.
    pub fn keep_visible(&mut self, rows: usize) {
        let rows = rows.max(1);
        let lowest = (self.selected + 1).saturating_sub(rows);
        let last_page = self.rows.len().saturating_sub(rows);
        self.top = self.top.clamp(lowest, self.selected).min(last_page.max(lowest));
    }
}
