//! The list of pictures and the selection in it.

use crate::base::printable_path;
use std::path::{Path, PathBuf};

/// A picture's place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SampleId(pub usize);

/// A picture of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The file.
    pub path: PathBuf,
    /// Its name below the root, safe to print.
    pub name: String,
    /// The name as searches compare it.
    pub folded: String,
}

impl Sample {
    /// The picture at `path`, named as seen from `root`.
    pub fn new(root: &Path, path: PathBuf) -> Self {
        let below = match path.strip_prefix(root) {
            Ok(below) if !below.as_os_str().is_empty() => below,
            _ => Path::new(path.file_name().unwrap_or(path.as_os_str())),
        };
        let name = printable_path(below);
        Self {
            folded: name.to_lowercase(),
            name,
            path,
        }
    }
}

/// How far the list is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ListState {
    /// The folder is being read.
    #[default]
    Reading,
    /// It has been read.
    Ready {
        /// Files that are no pictures.
        other_files: usize,
    },
    /// It cannot be read.
    Failed(String),
}

/// The pictures, which one is selected, and the first one on the screen.
#[derive(Debug, Default)]
pub struct SampleList {
    /// How far the list is.
    pub state: ListState,
    samples: Vec<Sample>,
    selected: usize,
    top: usize,
}

impl SampleList {
    /// Takes a new list; the first picture is selected.
    pub fn fill(&mut self, samples: Vec<Sample>, other_files: usize) {
        *self = Self {
            state: ListState::Ready { other_files },
            samples,
            selected: 0,
            top: 0,
        };
    }

    /// Number of pictures.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The selected picture.
    pub fn selected(&self) -> Option<(SampleId, &Sample)> {
        let sample = self.samples.get(self.selected)?;
        Some((SampleId(self.selected), sample))
    }

    /// The selected picture's place.
    pub fn selected_id(&self) -> Option<SampleId> {
        self.selected().map(|(id, _)| id)
    }

    /// The picture at a place.
    pub fn get(&self, id: SampleId) -> Option<&Sample> {
        self.samples.get(id.0)
    }

    /// Every picture.
    pub fn iter(&self) -> impl Iterator<Item = (SampleId, &Sample)> {
        self.samples
            .iter()
            .enumerate()
            .map(|(place, sample)| (SampleId(place), sample))
    }

    /// Selects `place` or the last picture; whether that is another one than before.
    pub fn select(&mut self, place: usize) -> bool {
        let place = place.min(self.samples.len().saturating_sub(1));
        let changed = place != self.selected;
        self.selected = place;
        changed
    }

    /// Selects the picture `steps` further down, up if negative, without going round.
    pub fn step(&mut self, steps: isize) -> bool {
        self.select(self.selected.saturating_add_signed(steps))
    }

    /// The first picture on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Scrolls as little as needed to have the selection in `rows` rows.
    pub fn keep_visible(&mut self, rows: usize) {
        let rows = rows.max(1);
        let lowest = (self.selected + 1).saturating_sub(rows);
        let last_page = self.samples.len().saturating_sub(rows);
        self.top = self.top.clamp(lowest, self.selected).min(last_page.max(lowest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: usize) -> SampleList {
        let root = Path::new("/data");
        let samples = (0..count).map(|i| Sample::new(root, root.join(format!("sub/{i}.png"))));
        let mut list = SampleList::default();
        list.fill(samples.collect(), 0);
        list
    }

    #[test]
    fn names_are_seen_from_the_root_and_safe() {
        let root = Path::new("/data");
        assert_eq!(
            Sample::new(root, "/data/sub/A\u{1b}.png".into()).name,
            "sub/A\\u{1b}.png"
        );
        assert_eq!(Sample::new(Path::new("/x.png"), "/x.png".into()).name, "x.png");
    }

    #[test]
    fn the_selection_stays_in_the_list_and_on_the_screen() {
        let mut list = list(10);
        assert!(!list.step(-1));
        assert!(list.step(7));
        list.keep_visible(4);
        assert_eq!((list.selected_id(), list.top()), (Some(SampleId(7)), 4));
        assert!(list.step(99));
        list.keep_visible(4);
        assert_eq!((list.selected_id(), list.top()), (Some(SampleId(9)), 6));
        list.select(5);
        list.keep_visible(4);
        assert_eq!(list.top(), 5);
        list.keep_visible(20);
        assert_eq!(list.top(), 0);
    }

    #[test]
    fn an_empty_list_has_no_selection() {
        let mut list = list(0);
        assert!(!list.step(1));
        list.keep_visible(0);
        assert_eq!((list.selected(), list.top()), (None, 0));
    }
}
