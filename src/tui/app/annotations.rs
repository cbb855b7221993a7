//! What the user keeps about samples: marks and notes.

use crate::tui::collection::SampleId;
use std::collections::{BTreeMap, BTreeSet};

/// Marks and notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotations {
    marks: BTreeSet<SampleId>,
    notes: BTreeMap<SampleId, String>,
}

impl Annotations {
    /// Marks a sample or takes its mark away; whether it is marked now.
    pub fn toggle(&mut self, id: SampleId) -> bool {
        let marked = self.marks.insert(id);
        if !marked {
            self.marks.remove(&id);
        }
        marked
    }

    /// Marks a sample, or not.
    pub fn set(&mut self, id: SampleId, marked: bool) {
        match marked {
            true => self.marks.insert(id),
            false => self.marks.remove(&id),
        };
    }

    /// Keeps a note in place of the one before; an empty one is none.
    pub fn note(&mut self, id: SampleId, text: &str) {
        match text.trim() {
            "" => self.notes.remove(&id),
            text => self.notes.insert(id, text.to_owned()),
        };
    }

    /// Whether a sample is marked.
    pub fn is_marked(&self, id: SampleId) -> bool {
        self.marks.contains(&id)
    }

    /// The note of a sample.
    pub fn note_of(&self, id: SampleId) -> Option<&str> {
        self.notes.get(&id).map(String::as_str)
    }

    /// The marked samples.
    pub fn marked(&self) -> impl Iterator<Item = SampleId> {
        self.marks.iter().copied()
    }

    /// The samples with a note, and it.
    pub fn notes(&self) -> impl Iterator<Item = (SampleId, &str)> {
        self.notes.iter().map(|(id, note)| (*id, note.as_str()))
    }

    /// Whether there are neither marks nor notes.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.notes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_and_go_and_an_empty_note_is_none() {
        let mut kept = Annotations::default();
        let [one, two] = [1, 2].map(SampleId);
        assert!(kept.toggle(one) && !kept.toggle(one) && kept.is_empty());
        kept.set(two, true);
        kept.set(two, true);
        kept.note(one, "  a crack? ");
        assert_eq!(kept.marked().collect::<Vec<_>>(), [two]);
        assert_eq!(kept.note_of(one), Some("a crack?"));
        kept.note(one, " ");
        assert_eq!(kept.notes().count(), 0);
    }
}
