//! File names and foreign text made safe to print: no control character reaches a terminal.

use std::borrow::Cow;
use std::path::Path;

/// `text` with control characters (escapes among them) and bidirectional overrides shown as `\u{…}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) {
            safe.extend(c.escape_unicode())
        } else {
            safe.push(c)
        }
    }
    Cow::Owned(safe)
}

/// `path` for people: bytes that are not UTF-8 as `\xNN`, control characters as in [`printable`].
pub fn printable_path(path: &Path) -> String {
    let mut safe = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        safe.push_str(&printable(chunk.valid()));
        for byte in chunk.invalid() {
            safe.push_str(&format!("\\x{byte:02x}"));
        }
    }
    safe
}

/// Text that is JSON, or has been made printable, with what JSON leaves as it is and terminals obey (C1 controls, delete,
/// bidirectional overrides) in JSON's own spelling, `\u009b`: a reader of JSON gets the same. Line ends and tabs stay.
pub fn printable_json(text: &str) -> Cow<'_, str> {
    let escaped = |c: char| is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t');
    if !text.chars().any(escaped) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if escaped(c) {
            safe.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_overrides_are_spelled_out() {
        assert_eq!(printable("plain ü 漢字"), "plain ü 漢字");
        assert_eq!(printable("a\u{1b}[31mb\n"), "a\\u{1b}[31mb\\u{a}");
        assert_eq!(printable("x\u{202e}gpj.exe"), "x\\u{202e}gpj.exe");
    }

    #[test]
    fn json_stays_the_same_to_its_readers() {
        let text = "a\u{1b}b\u{9b}2J\u{202e}\u{7f}ü\n";
        let json = serde_json::to_string(text).unwrap();
        assert!(json.contains('\u{9b}'));
        let safe = printable_json(&json);
        assert!(!safe.chars().any(is_unsafe), "{safe:?}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
        assert_eq!(printable_json("a,b\r\n"), "a,b\r\n");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_not_utf8_are_spelled_out() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"a/\xff\x07.png"));
        assert_eq!(printable_path(path), "a/\\xff\\u{7}.png");
    }
}
