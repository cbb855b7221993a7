//! One key press, as the key table writes it (`ctrl-d`, `G`, `enter`) and as the help shows it (`Ctrl-d`).

use crossterm::event::{KeyCode, KeyModifiers};
use std::fmt;
use std::str::FromStr;

/// A key with its modifiers. Shift is kept only where the character does not already show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyPress {
    /// Which key.
    pub code: KeyCode,
    /// Control, alt, shift.
    pub modifiers: KeyModifiers,
}

/// The text names no key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "'{}' is not a key: write a character, or enter, esc, tab, space, backspace, up, down, left, right, home, \
         end, pageup, pagedown, delete, f1 to f12, with ctrl-, alt- or shift- before it",
    crate::base::printable(.0)
)]
pub struct UnknownKey(String);

/// Keys with names, as the table writes them and as people read them.
const NAMED: &[(&str, KeyCode, &str)] = &[
    ("enter", KeyCode::Enter, "Enter"),
    ("esc", KeyCode::Esc, "Esc"),
    ("tab", KeyCode::Tab, "Tab"),
    ("backtab", KeyCode::BackTab, "Shift-Tab"),
    ("space", KeyCode::Char(' '), "Space"),
    ("backspace", KeyCode::Backspace, "Backspace"),
    ("up", KeyCode::Up, "↑"),
    ("down", KeyCode::Down, "↓"),
    ("left", KeyCode::Left, "←"),
    ("right", KeyCode::Right, "→"),
    ("home", KeyCode::Home, "Home"),
    ("end", KeyCode::End, "End"),
    ("pageup", KeyCode::PageUp, "PgUp"),
    ("pagedown", KeyCode::PageDown, "PgDn"),
    ("delete", KeyCode::Delete, "Del"),
    ("insert", KeyCode::Insert, "Ins"),
];

impl KeyPress {
    /// A key without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self::new(code, KeyModifiers::NONE)
    }

    /// A key with modifiers, brought to the one form that the key table uses.
    pub fn new(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let (code, modifiers) = match code {
            KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => {
                (KeyCode::BackTab, modifiers - KeyModifiers::SHIFT)
            }
            KeyCode::BackTab | KeyCode::Char(_) => (code, modifiers - KeyModifiers::SHIFT),
            _ => (code, modifiers),
        };
        Self { code, modifiers }
    }

    /// The names that keys without a character have.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _, _)| *name)
    }

    /// The key as the key table writes it: `ctrl-d`.
    pub fn written(&self) -> String {
        let held = [
            (KeyModifiers::CONTROL, "ctrl-"),
            (KeyModifiers::ALT, "alt-"),
            (KeyModifiers::SHIFT, "shift-"),
        ];
        let held = held
            .into_iter()
            .filter(|(modifier, _)| self.modifiers.contains(*modifier));
        let mut text: String = held.map(|(_, name)| name).collect();
        match (self.code, NAMED.iter().find(|(_, code, _)| *code == self.code)) {
            (_, Some((name, _, _))) => text.push_str(name),
            (KeyCode::Char(c), None) => text.push(c),
            (KeyCode::F(n), None) => text.push_str(&format!("f{n}")),
            // No text names another key, so the table has none.
            (_, None) => {}
        }
        text
    }

    /// The character to type into a prompt, if this key is one.
    pub fn typed(&self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }
}

impl FromStr for KeyPress {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        let unknown = || UnknownKey(text.to_owned());
        let mut rest = text;
        let mut modifiers = KeyModifiers::NONE;
        for (prefix, modifier) in [
            ("ctrl-", KeyModifiers::CONTROL),
            ("alt-", KeyModifiers::ALT),
            ("shift-", KeyModifiers::SHIFT),
        ] {
            if let Some(shorter) = rest.strip_prefix(prefix) {
                modifiers |= modifier;
                rest = shorter;
            }
        }
        let mut characters = rest.chars();
        let code = match (characters.next(), characters.next()) {
            (Some(single), None) => KeyCode::Char(single),
            _ => named(rest).or_else(|| function_key(rest)).ok_or_else(unknown)?,
        };
        Ok(Self::new(code, modifiers))
    }
}

fn named(text: &str) -> Option<KeyCode> {
    let (_, code, _) = NAMED.iter().find(|(name, _, _)| *name == text)?;
    Some(*code)
}

fn function_key(text: &str) -> Option<KeyCode> {
    let number: u8 = text.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

impl fmt::Display for KeyPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in [
            (KeyModifiers::CONTROL, "Ctrl-"),
            (KeyModifiers::ALT, "Alt-"),
            (KeyModifiers::SHIFT, "Shift-"),
        ] {
            if self.modifiers.contains(modifier) {
                f.write_str(name)?;
            }
        }
        if let Some((_, _, shown)) = NAMED.iter().find(|(_, code, _)| *code == self.code) {
            return f.write_str(shown);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            other => write!(f, "{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_shown() {
        for (text, shown) in [
            ("j", "j"),
            ("G", "G"),
            ("ctrl-d", "Ctrl-d"),
            ("shift-tab", "Shift-Tab"),
            ("alt-x", "Alt-x"),
            ("enter", "Enter"),
            ("up", "↑"),
            ("space", "Space"),
            ("f5", "F5"),
            ("-", "-"),
            ("ctrl--", "Ctrl--"),
        ] {
            let key: KeyPress = text.parse().unwrap();
            assert_eq!(key.to_string(), shown, "{text}");
            assert_eq!(key.written().parse(), Ok(key), "{text}");
        }
        for wrong in ["", "entr", "f13", "ctrl-", "hyper-x"] {
            assert!(wrong.parse::<KeyPress>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn shift_is_dropped_where_the_character_shows_it() {
        assert_eq!(
            KeyPress::new(KeyCode::Char('G'), KeyModifiers::SHIFT),
            "G".parse().unwrap()
        );
        assert_eq!(
            KeyPress::new(KeyCode::BackTab, KeyModifiers::SHIFT),
            "shift-tab".parse().unwrap()
        );
    }
}
