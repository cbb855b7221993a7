//! The command palette: every action by its name.

use crate::tui::Action;
use crate::tui::input::{Context, Keymap};
use std::cmp::Reverse;

/// Names of this session that can be had again.
const KEPT: usize = 50;

/// A line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub action: Action,
    /// Its name, as key files write it.
    pub name: String,
    /// What it does, in words.
    pub help: &'static str,
    /// Its keys, as people read them.
    pub keys: String,
}

/// What stands in the palette, and which line is selected.
#[derive(Debug, Default)]
pub struct Palette {
    text: String,
    /// Where the action will be done: below the palette.
    context: Option<Context>,
    selected: usize,
    history: Vec<String>,
    /// How far back the text has gone.
    recalled: usize,
}

impl Palette {
    /// Opens it over a place.
    pub fn open(&mut self, context: Context) {
        self.context = Some(context);
        self.put(String::new());
        self.recalled = 0;
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Place of the selected line.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Puts text into it.
    pub fn put(&mut self, text: String) {
        self.text = text;
        self.selected = 0;
    }

    /// Types a character.
    pub fn type_char(&mut self, typed: char) {
        self.text.push(typed);
        self.selected = 0;
    }

    /// Erases the last character; whether there was one.
    pub fn erase(&mut self) -> bool {
        self.selected = 0;
        self.text.pop().is_some()
    }

    /// Selects a line further up or down, round.
    pub fn step(&mut self, by: isize, keymap: &Keymap) {
        let count = self.entries(keymap).len();
        if count > 0 {
            self.selected = (self.selected as isize + by).rem_euclid(count as isize) as usize;
        }
    }

    /// The selected line.
    pub fn chosen(&self, keymap: &Keymap) -> Option<Entry> {
        self.entries(keymap).into_iter().nth(self.selected)
    }

    /// Keeps a name that was used.
    pub fn remember(&mut self, name: &str) {
        self.history.retain(|kept| kept != name);
        self.history.push(name.to_owned());
        if self.history.len() > KEPT {
            self.history.remove(0);
        }
    }

    /// Puts the name used before this one into it.
    pub fn recall(&mut self) {
        if let Some(place) = self.history.len().checked_sub(self.recalled + 1) {
            self.recalled += 1;
            self.put(self.history[place].clone());
        }
    }

    /// What can be done there and fits what is typed, the best fit first; with nothing typed, in the order of the help.
    pub fn entries(&self, keymap: &Keymap) -> Vec<Entry> {
        let Some(context) = self.context else {
            return Vec::new();
        };
        let mut entries: Vec<Entry> = Vec::new();
        for (keys, binding) in keymap.listed(context) {
            if binding.action != Action::StartPalette
                && entries.iter().all(|entry| entry.action != binding.action)
            {
                entries.push(Entry {
                    action: binding.action,
                    name: name(binding.action),
                    help: binding.help,
                    keys,
                });
            }
        }
        let typed = self.text.trim().to_lowercase().replace(' ', "-");
        if !typed.is_empty() {
            let mut scored: Vec<(u32, Entry)> = entries
                .into_iter()
                .filter_map(|entry| Some((fit(&typed, &entry)?, entry)))
                .collect();
            scored.sort_by_key(|(score, _)| Reverse(*score));
            entries = scored.into_iter().map(|(_, entry)| entry).collect();
        }
        entries
    }
}

/// An action's name: `next-sample`.
pub fn name(action: Action) -> String {
    match serde_json::to_value(action) {
        Ok(serde_json::Value::String(name)) => name,
        // Actions with something in them have no name of their own.
        _ => String::new(),
    }
}

/// How well an entry fits what is typed: its name from the start, a word of the name, anywhere in it, the letters in their
/// order, or a part of what it does.
fn fit(typed: &str, entry: &Entry) -> Option<u32> {
    let name = entry.name.as_str();
    if name.starts_with(typed) {
        return Some(5);
    }
    if name.split('-').any(|word| word.starts_with(typed)) {
        return Some(4);
    }
    if name.contains(typed) {
        return Some(3);
    }
    let mut letters = name.chars();
    if typed.chars().all(|wanted| letters.any(|letter| letter == wanted)) {
        return Some(2);
    }
    entry
        .help
        .to_lowercase()
        .replace(' ', "-")
        .contains(typed)
        .then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> Vec<String> {
        let mut palette = Palette::default();
        palette.open(Context::List);
        palette.put(typed.to_owned());
        let keymap = Keymap::built_in().unwrap();
        palette
            .entries(&keymap)
            .into_iter()
            .map(|entry| entry.name)
            .collect()
    }

    #[test]
    fn what_fits_best_comes_first() {
        assert_eq!(names("next-s")[0], "next-sample");
        assert_eq!(names("sample")[..2], ["next-sample", "previous-sample"]);
        assert_eq!(names("cyth")[0], "cycle-theme");
        assert_eq!(names("ground truth")[0], "cycle-mask");
        assert!(names("xyzzy").is_empty());
        assert!(names("").len() > 20);
    }

    #[test]
    fn every_action_of_the_key_table_has_a_name() {
        let keymap = Keymap::built_in().unwrap();
        for action in keymap.actions() {
            assert!(!name(action).is_empty(), "{action:?}");
        }
    }

    #[test]
    fn names_come_back_in_turn() {
        let mut palette = Palette::default();
        palette.open(Context::List);
        for name in ["detect", "quit", "detect"] {
            palette.remember(name);
        }
        palette.recall();
        assert_eq!(palette.text(), "detect");
        palette.recall();
        palette.recall();
        assert_eq!(palette.text(), "quit");
    }
}
