//! The filter in force and the prompt in which it is written.

use super::{CursorMove, LineEdit};
use crate::tui::collection::Collection;
use crate::tui::filter::{Completion, Filter, FilterError, complete, parse_leniently};

/// Filters of this session that can be had again.
const KEPT: usize = 50;

/// The filter in force and the prompt in which it is written.
#[derive(Debug, Default)]
pub struct Filtering {
    filter: Filter,
    text: String,
    /// What stands in the prompt. Only what can be understood of it is in force.
    prompt: LineEdit,
    error: Option<FilterError>,
    /// What the term before the cursor could become.
    candidates: Vec<String>,
    before: String,
    history: Vec<String>,
    /// How far back the prompt has gone, and what stood in it before.
    recalled: Option<(usize, String)>,
}

impl Filtering {
    /// What is asked of a sample.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The filter as it was last written without a slip; empty when there is none.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands in the prompt.
    pub fn prompt(&self) -> &str {
        self.prompt.text()
    }

    /// Bytes of the prompt before the cursor.
    pub fn cursor(&self) -> usize {
        self.prompt.cursor()
    }

    /// Why the prompt cannot be understood.
    pub fn error(&self) -> Option<&FilterError> {
        self.error.as_ref()
    }

    /// What the term before the cursor could become, if a completion has left that open.
    pub fn candidates(&self) -> &[String] {
        &self.candidates
    }

    /// Completes the term before the cursor.
    pub fn complete(&mut self, collection: &Collection) -> bool {
        let Some(completion) = complete(self.prompt.before(), collection) else {
            return false;
        };
        let Completion {
            start,
            text,
            candidates,
        } = completion;
        self.prompt.replace_before(start, &text);
        self.follow();
        self.candidates = candidates;
        true
    }

    /// The prompt opens, with the filter in force in it.
    pub fn open(&mut self) {
        self.before = self.text.clone();
        self.recalled = None;
        self.put(self.text.clone());
    }

    /// Puts a text into the prompt; what can be understood of it is in force at once. Like all that edits, says whether
    /// the filter may have changed.
    pub fn put(&mut self, text: String) -> bool {
        self.prompt = LineEdit::new(text);
        self.follow()
    }

    fn follow(&mut self) -> bool {
        (self.filter, self.error) = parse_leniently(self.prompt.text());
        self.candidates.clear();
        if self.error.is_none() {
            self.text = self.prompt.text().trim().to_owned();
        }
        true
    }

    /// A character at the cursor.
    pub fn insert(&mut self, typed: char) -> bool {
        self.prompt.insert(typed);
        self.follow()
    }

    /// Takes away the character before the cursor.
    pub fn erase(&mut self) -> bool {
        self.prompt.erase() && self.follow()
    }

    /// Takes away the term before the cursor.
    pub fn erase_word(&mut self) -> bool {
        self.prompt.erase_word();
        self.follow()
    }

    /// Moves the cursor by one character, or to an end.
    pub fn move_cursor(&mut self, to: CursorMove) {
        self.prompt.move_cursor(to);
    }

    /// Goes through earlier filters, the newest first; `false` where there are no more.
    pub fn recall(&mut self, older: bool) -> bool {
        let (place, typed) = match &self.recalled {
            Some((place, typed)) => (Some(*place), typed.clone()),
            None => (None, self.prompt.text().to_owned()),
        };
        let next = match (place, older) {
            (None, true) => Some(0),
            (Some(place), true) => Some(place + 1),
            (Some(place), false) => place.checked_sub(1),
            (None, false) => return false,
        };
        match next {
            Some(next) => {
                let count = self.history.len();
                let Some(text) = count.checked_sub(next + 1).map(|at| self.history[at].clone()) else {
                    return false;
                };
                self.recalled = Some((next, typed));
                self.put(text)
            }
            None => {
                self.recalled = None;
                self.put(typed)
            }
        }
    }

    /// The prompt closes and the filter stays; `false` if it cannot be understood.
    pub fn accept(&mut self) -> bool {
        if self.error.is_some() {
            return false;
        }
        if !self.text.is_empty() {
            self.history.retain(|earlier| *earlier != self.text);
            self.history.push(self.text.clone());
            let extra = self.history.len().saturating_sub(KEPT);
            self.history.drain(..extra);
        }
        true
    }

    /// The prompt closes and the filter is what it was before.
    pub fn give_up(&mut self) {
        self.put(self.before.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(texts: &[&str]) -> Filtering {
        let mut filtering = Filtering::default();
        for text in texts {
            filtering.open();
            filtering.put((*text).to_owned());
            assert!(filtering.accept());
        }
        filtering.open();
        filtering
    }

    #[test]
    fn what_cannot_be_understood_is_left_out_and_cannot_be_kept() {
        let mut filtering = kept(&["label:1"]);
        filtering.put("label:1 score>".to_owned());
        assert_eq!(
            (filtering.text(), filtering.prompt()),
            ("label:1", "label:1 score>")
        );
        assert_eq!(filtering.filter().clauses.len(), 1);
        assert!(filtering.error().is_some() && !filtering.accept());
        filtering.erase();
        assert!(filtering.erase());
        assert!(filtering.error().is_none() && filtering.accept());
    }

    #[test]
    fn earlier_filters_come_back_in_turn_and_so_does_what_was_typed() {
        let mut filtering = kept(&["a", "b", "a"]);
        filtering.put("c".to_owned());
        let mut seen = Vec::new();
        for older in [true, true, true, false, false, false] {
            let moved = filtering.recall(older);
            seen.push((moved, filtering.prompt().to_owned()));
        }
        let expected = [
            (true, "a"),
            (true, "b"),
            (false, "b"),
            (true, "a"),
            (true, "c"),
            (false, "c"),
        ];
        assert_eq!(seen, expected.map(|(moved, text)| (moved, text.to_owned())));
    }
}
