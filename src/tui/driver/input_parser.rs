//! From the bytes a terminal sends to keys, mouse and pastes.
//!
//! Ours, because crossterm's reader cannot be parked, takes a lone Esc for an Esc key even when the rest of a sequence
//! is still on its way through SSH, and loops for ever when the terminal goes away.

use crate::tui::input::{KeyPress, MouseInput};
use crate::tui::msg::Msg;
use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::layout::Position;

/// Bytes of a sequence that is not finished.
#[derive(Debug, Default)]
pub struct InputParser {
    bytes: Vec<u8>,
}

/// The longest paste that is taken; it only ever becomes a search.
const LONGEST: usize = 1 << 20;
const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// What the first bytes are: a message or nothing of interest, and how many bytes that took.
enum Parsed {
    Taken(Option<Box<Msg>>, usize),
    Incomplete,
}

impl InputParser {
    /// Takes bytes and returns what they finish.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Msg> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() > LONGEST {
            self.bytes.clear();
        }
        self.parse(false)
    }

    /// Nothing more came: what is there must be whole.
    pub fn time_out(&mut self) -> Vec<Msg> {
        self.parse(true)
    }

    /// Whether bytes wait for more that should come at once.
    pub fn is_waiting(&self) -> bool {
        !self.bytes.is_empty() && !self.bytes.starts_with(PASTE_START)
    }

    /// Drops what has begun.
    pub fn reset(&mut self) {
        self.bytes.clear();
    }

    fn parse(&mut self, last: bool) -> Vec<Msg> {
        let mut messages = Vec::new();
        let mut start = 0;
        while start < self.bytes.len() {
            match parse_one(&self.bytes[start..], last) {
                Parsed::Taken(message, count) => {
                    messages.extend(message.map(|message| *message));
                    start += count.max(1);
                }
                Parsed::Incomplete => break,
            }
        }
        self.bytes.drain(..start.min(self.bytes.len()));
        messages
    }
}

fn parse_one(bytes: &[u8], last: bool) -> Parsed {
    match bytes {
        [0x1b] if last => key(KeyCode::Esc, KeyModifiers::NONE, 1),
        [0x1b] => Parsed::Incomplete,
        [0x1b, 0x1b, ..] => key(KeyCode::Esc, KeyModifiers::NONE, 1),
        [0x1b, b'[', ..] if bytes.starts_with(PASTE_START) => paste(bytes),
        [0x1b, b'[', rest @ ..] if !(last && rest.is_empty()) => csi(rest, last),
        [0x1b, b'O', rest @ ..] if !(last && rest.is_empty()) => ss3(rest),
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', rest @ ..] if !(last && rest.is_empty()) => {
            string_sequence(rest, last)
        }
        [0x1b, rest @ ..] => alt(rest, last),
        _ => plain(bytes, KeyModifiers::NONE, last),
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers, count: usize) -> Parsed {
    Parsed::Taken(Some(Box::new(Msg::Key(KeyPress::new(code, modifiers)))), count)
}

fn alt(rest: &[u8], last: bool) -> Parsed {
    match plain(rest, KeyModifiers::ALT, last) {
        Parsed::Taken(message, count) => Parsed::Taken(message, count + 1),
        Parsed::Incomplete => Parsed::Incomplete,
    }
}

/// A control character or a character in UTF-8.
fn plain(bytes: &[u8], modifiers: KeyModifiers, last: bool) -> Parsed {
    let Some(&first) = bytes.first() else {
        return Parsed::Incomplete;
    };
    let control = modifiers | KeyModifiers::CONTROL;
    let letter = |offset: u8| KeyCode::Char(char::from(first - 1 + offset));
    match first {
        b'\r' => key(KeyCode::Enter, modifiers, 1),
        b'\t' => key(KeyCode::Tab, modifiers, 1),
        0x7f => key(KeyCode::Backspace, modifiers, 1),
        0 => key(KeyCode::Char(' '), control, 1),
        0x01..=0x1a => key(letter(b'a'), control, 1),
        0x1b..=0x1f => key(
            KeyCode::Char(char::from(first + 0x40).to_ascii_lowercase()),
            control,
            1,
        ),
        _ => character(bytes, modifiers, last),
    }
}

fn character(bytes: &[u8], modifiers: KeyModifiers, last: bool) -> Parsed {
    let length = match bytes[0] {
        0x00..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Parsed::Taken(None, 1),
    };
    let Some(encoded) = bytes.get(..length) else {
        return if last {
            Parsed::Taken(None, bytes.len())
        } else {
            Parsed::Incomplete
        };
    };
    match std::str::from_utf8(encoded)
        .ok()
        .and_then(|text| text.chars().next())
    {
        Some(c) => key(KeyCode::Char(c), modifiers, length),
        None => Parsed::Taken(None, 1),
    }
}

fn paste(bytes: &[u8]) -> Parsed {
    let text = &bytes[PASTE_START.len()..];
    match text
        .windows(PASTE_END.len())
        .position(|window| window == PASTE_END)
    {
        Some(length) => {
            let pasted = String::from_utf8_lossy(&text[..length]).into_owned();
            let count = PASTE_START.len() + length + PASTE_END.len();
            Parsed::Taken(Some(Box::new(Msg::Pasted(pasted))), count)
        }
        None => Parsed::Incomplete,
    }
}

/// Answers to questions (OSC, DCS, APC) are of no interest here, but must be taken whole.
fn string_sequence(rest: &[u8], last: bool) -> Parsed {
    let bell = rest.iter().position(|&byte| byte == 0x07).map(|place| place + 1);
    let terminator = rest
        .windows(2)
        .position(|pair| pair == b"\x1b\\")
        .map(|place| place + 2);
    match (bell.into_iter().chain(terminator).min(), last) {
        (Some(count), _) => Parsed::Taken(None, count + 2),
        (None, true) => Parsed::Taken(None, rest.len() + 2),
        (None, false) => Parsed::Incomplete,
    }
}

fn ss3(rest: &[u8]) -> Parsed {
    let Some(&letter) = rest.first() else {
        return Parsed::Incomplete;
    };
    match letter_key(letter) {
        Some(code) => key(code, KeyModifiers::NONE, 3),
        None => Parsed::Taken(None, 3),
    }
}

fn csi(rest: &[u8], last: bool) -> Parsed {
    let Some(end) = rest.iter().position(|byte| (0x40..=0x7e).contains(byte)) else {
        return if last {
            Parsed::Taken(None, rest.len() + 2)
        } else {
            Parsed::Incomplete
        };
    };
    let count = end + 3;
    let parameters = std::str::from_utf8(&rest[..end]).unwrap_or_default();
    if let Some(mouse) = parameters.strip_prefix('<') {
        return Parsed::Taken(
            mouse_event(mouse, rest[end]).map(|input| Box::new(Msg::Mouse(input))),
            count,
        );
    }
    // A key with sub-parameters (`97:65`) is the part before the colon.
    let numbers: Vec<u32> = parameters
        .split(';')
        .map(|number| number.split(':').next().unwrap_or_default().parse().unwrap_or(1))
        .collect();
    let modifiers = numbers.get(1).map_or(KeyModifiers::NONE, |bits| modifiers(*bits));
    let code = match rest[end] {
        b'~' => numbered_key(numbers[0]),
        b'u' => char::from_u32(numbers[0]).map(unicode_key),
        b'Z' => Some(KeyCode::BackTab),
        letter => letter_key(letter),
    };
    Parsed::Taken(
        code.map(|code| Box::new(Msg::Key(KeyPress::new(code, modifiers)))),
        count,
    )
}

fn modifiers(number: u32) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, bits & 1 != 0);
    modifiers.set(KeyModifiers::ALT, bits & 2 != 0);
    modifiers.set(KeyModifiers::CONTROL, bits & 4 != 0);
    modifiers
}

fn letter_key(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

fn numbered_key(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number as u8 - 10),
        17..=21 => KeyCode::F(number as u8 - 11),
        23 | 24 => KeyCode::F(number as u8 - 12),
        _ => return None,
    })
}

fn unicode_key(c: char) -> KeyCode {
    match c {
        '\r' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\u{1b}' => KeyCode::Esc,
        '\u{7f}' => KeyCode::Backspace,
        c => KeyCode::Char(c),
    }
}

/// SGR form: button, column, row, counted from one; `M` presses, `m` lets go.
fn mouse_event(parameters: &str, letter: u8) -> Option<MouseInput> {
    let numbers: Vec<u16> = parameters
        .split(';')
        .filter_map(|number| number.parse().ok())
        .collect();
    let [button, column, row] = numbers[..] else {
        return None;
    };
    let at = Position::new(column.saturating_sub(1), row.saturating_sub(1));
    match (button, letter) {
        (0, b'M') => Some(MouseInput::Click(at)),
        (64, b'M') => Some(MouseInput::WheelUp(at)),
        (65, b'M') => Some(MouseInput::WheelDown(at)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(messages: Vec<Msg>) -> Vec<String> {
        messages
            .into_iter()
            .map(|message| match message {
                Msg::Key(key) => key.to_string(),
                Msg::Mouse(mouse) => format!("{mouse:?}"),
                Msg::Pasted(text) => format!("paste {text:?}"),
                other => format!("{other:?}"),
            })
            .collect()
    }

    fn parsed(bytes: &[u8]) -> Vec<String> {
        let mut parser = InputParser::default();
        let mut messages = parser.feed(bytes);
        messages.extend(parser.time_out());
        shown(messages)
    }

    #[test]
    fn keys_of_every_kind() {
        for (bytes, expected) in [
            (&b"jG?"[..], &["j", "G", "?"][..]),
            (
                b"\x04\x15\x1a\x03\r\t\x7f",
                &[
                    "Ctrl-d",
                    "Ctrl-u",
                    "Ctrl-z",
                    "Ctrl-c",
                    "Enter",
                    "Tab",
                    "Backspace",
                ],
            ),
            (b"\x1b[A\x1bOB\x1b[1;5C\x1b[Z", &["↑", "↓", "Ctrl-→", "Shift-Tab"]),
            (
                b"\x1b[5~\x1b[6~\x1b[H\x1b[4~\x1b[3;5~",
                &["PgUp", "PgDn", "Home", "End", "Ctrl-Del"],
            ),
            (b"\x1bOP\x1b[15~\x1b[24~", &["F1", "F5", "F12"]),
            (b"\x1b[97;5u\x1b[13u", &["Ctrl-a", "Enter"]),
            ("ü漢".as_bytes(), &["ü", "漢"]),
            (b"\x1bx", &["Alt-x"]),
            (b"\x1b", &["Esc"]),
            (b"\x1b\x1b", &["Esc", "Esc"]),
            (b"\x1b[", &["Alt-["]),
            (b"\xff\xfej", &["j"]),
        ] {
            assert_eq!(parsed(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn mouse_and_paste() {
        assert_eq!(
            parsed(b"\x1b[<0;3;5M\x1b[<0;3;5m\x1b[<64;1;1M\x1b[<65;1;1M\x1b[<35;9;9M"),
            [
                "Click(Position { x: 2, y: 4 })",
                "WheelUp(Position { x: 0, y: 0 })",
                "WheelDown(Position { x: 0, y: 0 })"
            ]
        );
        assert_eq!(
            parsed(b"\x1b[200~q\x1b[A\n\x1b[201~j"),
            ["paste \"q\\u{1b}[A\\n\"", "j"]
        );
    }

    #[test]
    fn answers_of_the_terminal_are_swallowed() {
        assert_eq!(
            parsed(b"\x1b_Gi=31;OK\x1b\\\x1b[?62;4c\x1b]11;rgb:00/00/00\x07\x1b[0nk"),
            ["k"]
        );
    }

    #[test]
    fn sequences_may_come_in_pieces() {
        for text in [
            "\x1b[1;5A",
            "\x1b[200~a b\x1b[201~",
            "漢",
            "\x1bOA",
            "\x1b[<0;1;1M",
        ] {
            let whole = parsed(text.as_bytes());
            let mut parser = InputParser::default();
            let mut messages = Vec::new();
            for byte in text.as_bytes() {
                messages.extend(parser.feed(&[*byte]));
            }
            assert_eq!((shown(messages), whole.len()), (whole, 1), "{text:?}");
        }
    }
}
