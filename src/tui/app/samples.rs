//! The list: which samples of the collection are shown, in which order, and which one is selected.

use crate::tui::collection::{Collection, SampleId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How far the list is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ListState {
    /// The folder is being read.
    #[default]
    Reading,
    /// It has been read.
    Ready,
    /// It cannot be read.
    Failed(String),
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// The name, as people count.
    #[default]
    Name,
    /// The score, the highest first.
    Score,
    /// How far the score is from the label, the farthest first.
    Error,
}

impl Sort {
    /// The one after this.
    pub fn next(self) -> Self {
        match self {
            Self::Name => Self::Score,
            Self::Score => Self::Error,
            Self::Error => Self::Name,
        }
    }

    /// What the user calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Score => "score",
            Self::Error => "error",
        }
    }
}

/// The samples that are shown, which one is selected, and the first one on the screen.
#[derive(Debug, Default)]
pub struct SampleList {
    /// How far the list is.
    pub state: ListState,
    /// What it is sorted by.
    pub sort: Sort,
    collection: Arc<Collection>,
    order: Vec<SampleId>,
    selected: usize,
    top: usize,
}

impl SampleList {
    /// Takes a collection; nothing of it is shown yet.
    pub fn fill(&mut self, collection: Arc<Collection>) {
        *self = Self {
            state: ListState::Ready,
            sort: self.sort,
            collection,
            ..Self::default()
        };
    }

    /// The dataset.
    pub fn collection(&self) -> &Arc<Collection> {
        &self.collection
    }

    /// Shows these samples. The selection stays on its sample, or if that is gone, as near as can be.
    pub fn show(&mut self, order: Vec<SampleId>) {
        let before = self.selected_id();
        let place = before.and_then(|id| order.iter().position(|shown| *shown == id));
        let last = order.len().saturating_sub(1);
        self.order = order;
        self.selected = place.unwrap_or(self.selected.min(last));
        self.top = self.top.min(last);
    }

    /// Number of samples shown.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether none are shown.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The selected sample.
    pub fn selected_id(&self) -> Option<SampleId> {
        self.at(self.selected)
    }

    /// The selected sample's place in the list.
    pub fn place(&self) -> usize {
        self.selected
    }

    /// The sample at a place of the list.
    pub fn at(&self, place: usize) -> Option<SampleId> {
        self.order.get(place).copied()
    }

    /// The samples from a place on.
    pub fn from(&self, place: usize) -> &[SampleId] {
        self.order.get(place..).unwrap_or_default()
    }

    /// Selects `place` or the last sample; whether that is another one than before.
    pub fn select(&mut self, place: usize) -> bool {
        let place = place.min(self.order.len().saturating_sub(1));
        let changed = place != self.selected;
        self.selected = place;
        changed
    }

    /// Selects the sample `steps` further down, up if negative, without going round.
    pub fn step(&mut self, steps: isize) -> bool {
        self.select(self.selected.saturating_add_signed(steps))
    }

    /// The first sample on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Scrolls as little as needed to have the selection in `rows` rows of `columns` samples.
    pub fn keep_visible(&mut self, rows: usize, columns: usize) {
        let (rows, columns) = (rows.max(1), columns.max(1));
        let row = self.selected / columns;
        let lowest = (row + 1).saturating_sub(rows);
        let last_page = self.order.len().div_ceil(columns).saturating_sub(rows);
        let top = (self.top / columns).clamp(lowest, row).min(last_page.max(lowest));
        self.top = top * columns;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: usize) -> SampleList {
        let mut list = SampleList::default();
        list.show((0..count).map(SampleId).collect());
        list
    }

    #[test]
    fn the_selection_stays_in_the_list_and_on_the_screen() {
        let mut list = list(10);
        assert!(!list.step(-1));
        assert!(list.step(7));
        list.keep_visible(4, 1);
        assert_eq!((list.selected_id(), list.top()), (Some(SampleId(7)), 4));
        assert!(list.step(99));
        list.keep_visible(4, 1);
        assert_eq!((list.selected_id(), list.top()), (Some(SampleId(9)), 6));
        list.select(5);
        list.keep_visible(4, 1);
        assert_eq!(list.top(), 5);
        list.keep_visible(20, 1);
        assert_eq!(list.top(), 0);
    }

    #[test]
    fn a_grid_scrolls_by_whole_rows() {
        let mut list = list(10);
        list.select(7);
        list.keep_visible(2, 3);
        assert_eq!(list.top(), 3);
        list.select(9);
        list.keep_visible(2, 3);
        assert_eq!(list.top(), 6);
        list.select(4);
        list.keep_visible(2, 3);
        assert_eq!(list.top(), 3);
        list.keep_visible(9, 4);
        assert_eq!(list.top(), 0);
    }

    #[test]
    fn another_list_keeps_the_selected_sample_or_its_neighbour() {
        let mut list = list(10);
        list.select(6);
        list.show([9, 6, 1].map(SampleId).into());
        assert_eq!((list.selected_id(), list.place()), (Some(SampleId(6)), 1));
        list.show([9, 1].map(SampleId).into());
        assert_eq!(list.selected_id(), Some(SampleId(1)));
        list.show(Vec::new());
        assert_eq!((list.selected_id(), list.top()), (None, 0));
        list.show([4].map(SampleId).into());
        assert_eq!(list.selected_id(), Some(SampleId(4)));
    }

    #[test]
    fn an_empty_list_has_no_selection() {
        let mut list = list(0);
        assert!(!list.step(1));
        list.keep_visible(0, 0);
        assert_eq!((list.selected_id(), list.top()), (None, 0));
    }
}
