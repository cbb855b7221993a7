//! The form of an exported session: a zip of stored entries. `session.toml`, and with the data `files/SHA256` for every
//! picture and mask: names that come from their content can lead nowhere and replace nothing.

/// The session.
pub(super) const SESSION: &str = "session.toml";
/// Folder of pictures and masks.
pub(super) const FILES: &str = "files/";
/// A picture or mask of more bytes does not travel.
pub(super) const LARGEST_FILE: u64 = 1 << 30;
/// More entries than any session has pictures and masks.
pub(super) const MOST_ENTRIES: usize = 400_000;

/// The entry of a file of that content.
pub(super) fn entry(sha256: &str) -> String {
    format!("{FILES}{sha256}")
}

/// Whether this is a sha256 in hexadecimal.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
