//! The machine's stack: values, and marks that protect what lies below them.

use super::Id;

#[derive(Debug, Default)]
pub(super) struct Stack {
    values: Vec<Id>,
    /// Heights of the marks.
    marks: Vec<usize>,
}

impl Stack {
    pub fn push(&mut self, id: Id) {
        self.values.push(id);
    }

    pub fn mark(&mut self) {
        self.marks.push(self.values.len());
    }

    /// The height below which only [`Stack::pop_to_mark`] reaches.
    fn floor(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    pub fn top(&self) -> Option<Id> {
        self.values[self.floor()..].last().copied()
    }

    pub fn pop(&mut self) -> Option<Id> {
        self.pop_many(1)?.pop()
    }

    /// Takes a value, or a mark where that is what lies on top, as Python's POP does.
    pub fn pop_anything(&mut self) -> Option<()> {
        if self.marks.last() == Some(&self.values.len()) {
            return self.marks.pop().map(drop);
        }
        self.pop().map(drop)
    }

    /// The topmost `count` values, lowest first.
    pub fn pop_many(&mut self, count: usize) -> Option<Vec<Id>> {
        let start = self.values.len().checked_sub(count)?;
        (start >= self.floor()).then(|| self.values.split_off(start))
    }

    /// Everything above the last mark, and the mark.
    pub fn pop_to_mark(&mut self) -> Option<Vec<Id>> {
        let height = self.marks.pop()?;
        Some(self.values.split_off(height))
    }
}
