//! The key table and the keys of a sequence that has begun.

use crate::tui::input::{KeyPress, Keymap};

/// The key table and the keys of a sequence that has begun.
#[derive(Debug)]
pub struct Keys {
    /// The key table.
    pub keymap: Keymap,
    /// Pressed so far, when they begin a longer sequence.
    pub pending: Vec<KeyPress>,
}

impl Keys {
    /// Nothing pressed yet.
    pub fn new(keymap: Keymap) -> Self {
        Self {
            keymap,
            pending: Vec::new(),
        }
    }
}
