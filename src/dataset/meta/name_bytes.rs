//! File names that are not UTF-8, through JSON and back as Python does it: each such byte as a lone low surrogate,
//! `\udc80` to `\udcff`.
//!
//! Rust's texts cannot hold surrogates, so in between a byte stands as one of 128 private characters.

use std::borrow::Cow;
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// The private character of byte 0.
const FIRST: u32 = 0x10_f700;

/// The byte that `c` stands for.
pub(super) fn byte_of(c: char) -> Option<u8> {
    let value = u32::from(c).checked_sub(FIRST)?;
    (0x80..=0xff).contains(&value).then_some(value as u8)
}

/// The path that `text` names.
pub(super) fn path_of(text: &str) -> PathBuf {
    if !text.chars().any(|c| byte_of(c).is_some()) {
        return PathBuf::from(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match byte_of(c) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    OsString::from_vec(bytes).into()
}

/// `path` as a text in which private characters stand for the bytes that are not UTF-8.
pub(super) fn text_of(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        let marks = chunk.invalid().iter();
        text.extend(marks.filter_map(|&byte| char::from_u32(FIRST + u32::from(byte))));
    }
    text
}

/// JSON in which the escapes of lone low surrogates are replaced by private characters.
pub(super) fn mark_surrogates(json: &[u8]) -> Cow<'_, [u8]> {
    let prefix = |bytes: &[u8]| bytes.eq_ignore_ascii_case(b"\\udc");
    // Most files have no backslash at all, which is quickly seen.
    if !json.contains(&b'\\') || !json.windows(4).any(prefix) {
        return Cow::Borrowed(json);
    }
    let mut marked = Vec::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        marked.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let taken = match unit(rest) {
            Some(unit @ 0xdc80..=0xdcff) => {
                let mark = char::from_u32(FIRST + u32::from(unit & 0xff)).unwrap_or('\u{fffd}');
                marked.extend_from_slice(mark.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[6..];
                continue;
            }
            // A high surrogate takes its low one along.
            Some(0xd800..=0xdbff) if matches!(rest.get(6..).and_then(unit), Some(0xdc00..=0xdfff)) => 12,
            // The character after a backslash is part of the escape, another backslash too.
            _ => rest.len().min(2),
        };
        marked.extend_from_slice(&rest[..taken]);
        rest = &rest[taken..];
    }
    marked.extend_from_slice(rest);
    Cow::Owned(marked)
}

/// The code unit of a `\uXXXX` at the start of `json`.
fn unit(json: &[u8]) -> Option<u16> {
    let digits = json.strip_prefix(b"\\u")?.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    #[test]
    fn bytes_survive_the_way_there_and_back() {
        for bytes in [&b"a/\xff\x80\xc3.png"[..], "ä/漢😀.png".as_bytes(), b"plain.png"] {
            let path = Path::new(OsStr::from_bytes(bytes));
            assert_eq!(path_of(&text_of(path)), path);
        }
    }

    #[test]
    fn only_lone_low_surrogates_are_marked() {
        let marked = |text: &str| String::from_utf8(mark_surrogates(text.as_bytes()).into_owned()).unwrap();
        assert_eq!(
            path_of(&marked(r"a\udcff\uDC80")),
            Path::new(OsStr::from_bytes(b"a\xff\x80"))
        );
        for text in [
            r"pair \ud83d\udcff",
            r"backslash \\udcff",
            r"\udc7f",
            r"\udcf",
            "\\",
            r"\u00e4 \udce",
        ] {
            assert_eq!(marked(text), text);
        }
    }
}
