//! Where the tokens of a batch of prompts lie.

/// Rows of a batch: first the beginnings of the normal and of the abnormal prompt, then for each of the two
/// prompts every picture's ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromptRows {
    /// Tokens that all pictures share: start, context, state word; e + 2.
    pub beginning: usize,
    /// Tokens of a picture's own: class tokens and end of text; r + 1.
    pub ending: usize,
    /// B.
    pub pictures: usize,
}

impl PromptRows {
    /// Rows of both beginnings.
    pub fn shared(self) -> usize {
        2 * self.beginning
    }

    /// Rows of all endings.
    pub fn own(self) -> usize {
        2 * self.pictures * self.ending
    }

    /// All rows.
    pub fn total(self) -> usize {
        self.shared() + self.own()
    }
}
