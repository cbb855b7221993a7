//! Text in pieces with roles, and text made to fit: measured in cells, as some characters take two.

use crate::tui::theme::Role;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Some text and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub role: Role,
    /// What it says.
    pub text: String,
}

impl Piece {
    /// Some text and what it is.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self {
            role,
            text: text.into(),
        }
    }
}

/// A line of text.
pub type TextLine = Vec<Piece>;

/// Breaks a line at spaces into lines of at most `width` cells; what follows the first is indented by `indent`.
pub fn wrap(line: TextLine, width: u16, indent: u16) -> Vec<TextLine> {
    let (width, indent) = (usize::from(width.max(1)), usize::from(indent));
    let mut lines: Vec<TextLine> = vec![Vec::new()];
    let mut used = 0;
    for piece in line {
        for word in words(&piece.text, width.saturating_sub(indent).max(1)) {
            let needed = word.trim_end().width();
            if used + needed > width && used > indent.min(used) {
                let indentation = Piece::new(piece.role, " ".repeat(indent));
                lines.push(vec![indentation]);
                used = indent;
            }
            used += word.width();
            if let Some(last) = lines.last_mut() {
                match last.last_mut().filter(|before| before.role == piece.role) {
                    Some(before) => before.text.push_str(word),
                    None => last.push(Piece::new(piece.role, word)),
                }
            }
        }
    }
    for last in lines.iter_mut().filter_map(|line| line.last_mut()) {
        let end = last.text.trim_end().len();
        last.text.truncate(end);
    }
    lines
}

/// Words with the spaces after them, none wider than `width` without these.
fn words(text: &str, width: usize) -> Vec<&str> {
    text.split_inclusive(' ')
        .flat_map(|word| {
            let mut parts = Vec::new();
            let mut rest = word;
            while rest.trim_end().width() > width {
                let (head, tail) = rest.split_at(prefix_of_width(rest, width).max(first_char(rest)));
                parts.push(head);
                rest = tail;
            }
            parts.push(rest);
            parts
        })
        .collect()
}

fn first_char(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// Bytes of the longest beginning of `text` that takes at most `width` cells.
fn prefix_of_width(text: &str, width: usize) -> usize {
    let mut used = 0;
    for (place, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width {
            return place;
        }
    }
    text.len()
}

/// `text` in at most `width` cells; what is cut at its end is shown by `…`.
pub fn cut_end(text: &str, width: u16) -> String {
    let width = usize::from(width);
    if text.width() <= width {
        return text.to_owned();
    }
    match width {
        0 => String::new(),
        _ => format!("{}…", &text[..prefix_of_width(text, width - 1)]),
    }
}

/// `text` in at most `width` cells; what is cut at its start is shown by `…`. For paths, whose ends tell them apart.
pub fn cut_start(text: &str, width: u16) -> String {
    let width = usize::from(width);
    if text.width() <= width {
        return text.to_owned();
    }
    if width == 0 {
        return String::new();
    }
    let mut used = 0;
    let mut start = text.len();
    for (place, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used > width - 1 {
            break;
        }
        start = place;
    }
    format!("…{}", &text[start..])
}

/// A path in at most `width` cells: the file's name whole and as much as fits of the start of its folder, if that is
/// enough to tell folders apart; else the end of the path.
pub fn cut_path(path: &str, width: u16) -> String {
    const TELLING: usize = 4;
    if path.width() <= usize::from(width) {
        return path.to_owned();
    }
    let Some(name) = path.rfind('/').map(|slash| &path[slash..]) else {
        return cut_start(path, width);
    };
    let room = usize::from(width).saturating_sub(name.width());
    match room > TELLING {
        true => format!("{}{name}", cut_end(&path[..path.len() - name.len()], room as u16)),
        false => cut_start(path, width),
    }
}

/// A picture's path in at most `width` cells: what tells pictures apart stays longest, so the extension goes first.
pub fn cut_picture(path: &str, width: u16) -> String {
    const EXTENSION: usize = 5;
    if path.width() <= usize::from(width) {
        return path.to_owned();
    }
    let stem = path.rfind('.').filter(|dot| {
        let is_extension = path.len() - dot <= EXTENSION && !path[*dot..].contains('/');
        is_extension && *dot > 0 && !path[..*dot].ends_with('/')
    });
    cut_path(&path[..stem.unwrap_or(path.len())], width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: u16) -> Vec<String> {
        let lines = wrap(vec![Piece::new(Role::Text, text)], width, 2);
        lines
            .into_iter()
            .map(|line| line.into_iter().map(|piece| piece.text).collect())
            .collect()
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrapped("one two three", 8), ["one two", "  three"]);
        assert_eq!(wrapped("abcdefghij", 6), ["abcd", "  efgh", "  ij"]);
        assert_eq!(wrapped("", 6), [""]);
        assert_eq!(wrapped("漢字漢字", 6), ["漢字", "  漢字"]);
    }

    #[test]
    fn no_line_is_wider_than_asked_and_nothing_is_lost() {
        let text = "a 漢字漢字 quite/long/path/without/any/space.png and more";
        for width in 4..40 {
            let lines = wrapped(text, width);
            for line in &lines {
                assert!(line.trim_end().width() <= usize::from(width), "{width}: {line:?}");
            }
            let squeezed = |text: &str| text.replace(' ', "");
            assert_eq!(squeezed(&lines.concat()), squeezed(text), "{width}");
        }
    }

    #[test]
    fn a_picture_loses_its_extension_before_its_number() {
        for (path, width, expected) in [
            ("a/000.png", 9, "a/000.png"),
            ("a/000.png", 8, "a/000"),
            ("bottle/test/000.jpeg", 5, "…/000"),
            ("bottle/test/000.png", 10, "bottl…/000"),
            ("no-extension-here", 8, "…on-here"),
            ("a.b/longer_name", 9, "…ger_name"),
            ("x/.hidden", 6, "…idden"),
        ] {
            assert_eq!(cut_picture(path, width), expected, "{path}");
        }
    }

    #[test]
    fn cuts_count_cells() {
        assert_eq!(cut_end("abcdef", 4), "abc…");
        assert_eq!(cut_start("abcdef", 4), "…def");
        assert_eq!(cut_end("漢字漢字", 5), "漢字…");
        assert_eq!(cut_start("漢字漢字", 4), "…字");
        assert_eq!(
            (cut_end("abc", 3), cut_end("abc", 0)),
            ("abc".to_owned(), String::new())
        );
    }
}
