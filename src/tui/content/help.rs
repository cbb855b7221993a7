//! The help, made from the key table.

use super::{Piece, TextLine, wrap};
use crate::tui::Action;
use crate::tui::input::{Context, Keymap};
use crate::tui::theme::Role;
use unicode_width::UnicodeWidthStr;

/// Columns for keys; longer ones push their text to the right.
const KEYS_WIDTH: usize = 18;

/// The help for who is `here`, broken to `width` cells: first the keys that hold here, those that hold nowhere else before
/// the others.
pub fn help_lines(keymap: &Keymap, here: Context, width: u16) -> Vec<TextLine> {
    let palette = keymap.key_for(here, Action::StartPalette);
    let note = match palette.is_empty() {
        true => format!("First the keys that hold here, {}.", here.name()),
        false => format!(
            "First the keys that hold here, {}. {palette} finds a command by a part of its name or of what it does.",
            here.name()
        ),
    };
    let mut lines = wrap(vec![Piece::new(Role::Muted, note)], width, 0);
    let mut sections = sections(keymap);
    sections.sort_by_key(|(contexts, _)| match contexts.contains(&here) {
        true => contexts.len(),
        false => usize::MAX,
    });
    for (contexts, rows) in sections {
        lines.push(Vec::new());
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
        let text = text(Context::List);
        for binding in BINDINGS {
            assert!(
                text.iter().any(|line| line.ends_with(binding.help)),
                "{}",
                binding.help
            );
        }
    }

    fn text(here: Context) -> Vec<String> {
        help_lines(&Keymap::built_in().unwrap(), here, 200)
            .iter()
            .map(|line| line.iter().map(|piece| piece.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn what_holds_here_comes_first_and_the_palette_is_named() {
        for here in [Context::List, Context::Inspect, Context::Train, Context::Sessions] {
            let text = text(here);
            assert!(
                text[0].contains(here.name()) && text[0].contains(": finds a command"),
                "{}",
                text[0]
            );
            assert!(text[2].split(", ").any(|name| name == here.name()), "{}", text[2]);
        }
        assert_eq!(text(Context::Inspect)[2], "inspect");
    }
}
