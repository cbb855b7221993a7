//! The help, made from the key table.

use super::{Piece, TextLine, wrap};
use crate::tui::input::{Context, Keymap};
use crate::tui::theme::Role;
use unicode_width::UnicodeWidthStr;

/// Columns for keys; longer ones push their text to the right.
const KEYS_WIDTH: usize = 18;

/// The help, broken to `width` cells.
pub fn help_lines(keymap: &Keymap, width: u16) -> Vec<TextLine> {
    let mut lines = Vec::new();
    for (contexts, rows) in sections(keymap) {
        if !lines.is_empty() {
            lines.push(Vec::new());
        }
        let names: Vec<&str> = contexts.iter().map(|context| context.name()).collect();
        let title = match contexts.len() == Context::ALL.len() {
            true => "everywhere".to_owned(),
            false => names.join(", "),
        };
        lines.push(vec![Piece::new(Role::Title, title)]);
        for (keys, help) in rows {
            let padding = " ".repeat(KEYS_WIDTH.saturating_sub(keys.width()).max(2));
            let line = vec![
                Piece::new(Role::Key, keys),
                Piece::new(Role::Text, format!("{padding}{help}")),
            ];
            lines.extend(wrap(line, width, KEYS_WIDTH as u16));
        }
    }
    lines.push(Vec::new());
    let note = "The mouse works too: click a picture of the list or a pane, turn the wheel over any.";
    lines.extend(wrap(vec![Piece::new(Role::Muted, note)], width, 0));
    lines
}

type Section = (Vec<Context>, Vec<(String, &'static str)>);

/// Rows that hold in the same places stand together, in the order of the table.
fn sections(keymap: &Keymap) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for row in keymap.rows().filter(|row| !row.sequences.is_empty()) {
        let line = (row.keys(), row.binding.help);
        match sections
            .iter_mut()
            .find(|(contexts, _)| *contexts == row.contexts)
        {
            Some((_, rows)) => rows.push(line),
            None => sections.push((row.contexts.clone(), vec![line])),
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::input::BINDINGS;

    #[test]
    fn every_row_of_the_table_is_in_the_help() {
        let lines = help_lines(&Keymap::built_in().unwrap(), 200);
        let text: Vec<String> = lines
            .iter()
            .map(|line| line.iter().map(|piece| piece.text.as_str()).collect())
            .collect();
        for binding in BINDINGS {
            assert!(
                text.iter().any(|line| line.ends_with(binding.help)),
                "{}",
                binding.help
            );
        }
    }
}
