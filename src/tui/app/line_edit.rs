//! A line of text with a cursor in it.

/// A line of text with a cursor in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineEdit {
    text: String,
    /// Bytes before the cursor.
    cursor: usize,
}

/// Where the cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorMove {
    /// One character back.
    Left,
    /// One character on.
    Right,
    /// Before the first.
    Start,
    /// After the last.
    End,
}

impl LineEdit {
    /// A text with the cursor at its end.
    pub fn new(text: String) -> Self {
        let cursor = text.len();
        Self { text, cursor }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes before the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The text before the cursor.
    pub fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// A character at the cursor.
    pub fn insert(&mut self, typed: char) {
        self.text.insert(self.cursor, typed);
        self.cursor += typed.len_utf8();
    }

    /// Puts `text` in place of what stands between byte `start` and the cursor.
    pub fn replace_before(&mut self, start: usize, text: &str) {
        self.text.replace_range(start..self.cursor, text);
        self.cursor = start + text.len();
    }

    /// Takes away the character before the cursor; whether there was one.
    pub fn erase(&mut self) -> bool {
        let Some(last) = self.before().chars().next_back() else {
            return false;
        };
        self.cursor -= last.len_utf8();
        self.text.remove(self.cursor);
        true
    }

    /// Takes away the word before the cursor.
    pub fn erase_word(&mut self) {
        let kept = self.before().trim_end();
        let start = kept.rfind(' ').map_or(0, |space| space + 1);
        self.replace_before(start, "");
    }

    /// Moves the cursor by one character, or to an end.
    pub fn move_cursor(&mut self, to: CursorMove) {
        let (left, right) = self.text.split_at(self.cursor);
        self.cursor = match to {
            CursorMove::Left => self.cursor - left.chars().next_back().map_or(0, char::len_utf8),
            CursorMove::Right => self.cursor + right.chars().next().map_or(0, char::len_utf8),
            CursorMove::Start => 0,
            CursorMove::End => self.text.len(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_edited_at_the_cursor() {
        let mut line = LineEdit::new("äb c".to_owned());
        for to in [CursorMove::Start, CursorMove::Left, CursorMove::Right] {
            line.move_cursor(to);
        }
        line.insert('x');
        assert_eq!((line.text(), line.cursor()), ("äxb c", 3));
        assert!(line.erase() && line.erase() && !line.erase());
        assert_eq!(line.text(), "b c");
        line.move_cursor(CursorMove::End);
        line.erase_word();
        assert_eq!(line.text(), "b ");
        line.erase_word();
        assert_eq!((line.text(), line.cursor()), ("", 0));
        line.insert('é');
        line.move_cursor(CursorMove::Left);
        line.insert('z');
        assert_eq!((line.text(), line.before()), ("zé", "z"));
    }
}
