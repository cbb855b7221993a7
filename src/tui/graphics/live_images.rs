//! The pictures that a kitty-like terminal keeps for us. It never forgets one by itself, so they are counted here,
//! for the whole process as there is one terminal, and deleted when they are evicted and whenever the terminal is left.

use ratatui_image::picker::cap_parser::Parser;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

static LIVE: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// The terminal's name for one of our pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImageId(u32);

impl ImageId {
    /// The number on the wire.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// A new name. The process number keeps two workbenches in one terminal apart; 24 bits are what the placeholder's
/// colour carries.
pub fn claim() -> ImageId {
    let mut live = live();
    let first = (std::process::id() & 0xfff) << 12;
    let free = (1..0xfff)
        .map(|count| first | count)
        .find(|id| !live.contains(id));
    // Thousands of live pictures cannot be: the cache holds tens. Were they, the oldest name would be used again.
    let id = free.or_else(|| live.first().copied()).unwrap_or(first | 1);
    live.insert(id);
    ImageId(id)
}

/// What to write so that the terminal forgets `ids`.
pub fn forget(ids: &[ImageId], tmux: bool) -> String {
    let mut live = live();
    for id in ids {
        live.remove(&id.0);
    }
    deletions(ids.iter().map(|id| id.0), tmux)
}

/// What to write so that the terminal no longer shows `ids`, though it keeps them.
pub fn hide(ids: &[ImageId]) -> String {
    // In vain in tmux, but through tmux nothing is put at a place.
    ids.iter().fold(String::new(), |mut text, id| {
        let _ = write!(text, "\x1b_Ga=d,d=i,i={},q=2\x1b\\", id.0);
        text
    })
}

/// What to write so that the terminal forgets every picture of ours.
pub fn forget_all(tmux: bool) -> String {
    deletions(std::mem::take(&mut *live()), tmux)
}

fn deletions(ids: impl IntoIterator<Item = u32>, tmux: bool) -> String {
    let (start, escape, end) = Parser::tmux_start_escape_end(tmux);
    ids.into_iter().fold(String::new(), |mut text, id| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{start}{escape}_Ga=d,d=I,i={id},q=2{escape}\\{end}");
        text
    })
}

fn live() -> MutexGuard<'static, BTreeSet<u32>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_and_deletions_name_them() {
        let (one, two) = (claim(), claim());
        assert_ne!(one, two);
        assert_eq!(
            forget(&[one, two], false),
            format!(
                "\x1b_Ga=d,d=I,i={},q=2\x1b\\\x1b_Ga=d,d=I,i={},q=2\x1b\\",
                one.number(),
                two.number()
            )
        );
        assert!(deletions([7], true).starts_with("\x1bPtmux;\x1b\x1b_Ga=d,d=I,i=7"));
    }
}
