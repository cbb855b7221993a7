//! What a file is, told from its first bytes; and what a file that holds no weights looks like.

use crate::base::printable;
use std::path::Path;

/// Bytes of the beginning that tell what a file is.
pub(super) const HEAD: u64 = 4096;

/// A file's kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Safetensors,
    Zip,
    /// A pickle without an archive around it.
    BarePickle,
    Other(Look),
}

/// What a file that holds no weights looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// A folder; the weights in it.
    Folder(Vec<String>),
    /// A pipe, a device...
    Special,
    /// No bytes.
    Empty,
    /// Git's stand-in for a large file, and the size of the real one.
    LfsPointer(Option<u64>),
    /// A web page.
    Html,
    /// Text that begins so.
    Text(String),
    /// Another format, by name.
    Format(&'static str),
    /// Nothing known.
    Unknown,
}

impl std::fmt::Display for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(_) => f.write_str("it is a folder"),
            Self::Special => f.write_str("it is a pipe or a device"),
            Self::Empty => f.write_str("it is empty"),
            Self::LfsPointer(None) => {
                f.write_str("it is a git-LFS pointer, a note that stands for the real file")
            }
            Self::LfsPointer(Some(size)) => {
                write!(
                    f,
                    "it is a git-LFS pointer, a note that stands for the real file of {size} bytes"
                )
            }
            Self::Html => f.write_str("it is a web page (HTML), saved under this name"),
            Self::Text(beginning) => write!(f, "it is text that begins '{}'", printable(beginning)),
            Self::Format(name) => write!(f, "it is {name}"),
            Self::Unknown => f.write_str("it is neither safetensors nor a torch archive"),
        }
    }
}

impl Look {
    /// What to do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Folder(inside) if inside.is_empty() => "name a file of weights".to_owned(),
            Self::Folder(inside) => format!("name a file in it: {}", printable(&inside.join(", "))),
            Self::LfsPointer(_) => {
                "run `git lfs pull` in its repository, or download the file itself".to_owned()
            }
            Self::Html => "download the file itself: a link to its page was followed".to_owned(),
            Self::Empty => "download or copy it again".to_owned(),
            Self::Format(name) if name.ends_with("archive") => "unpack it first".to_owned(),
            _ => "name a .safetensors, .pt, .pth or .bin file of weights".to_owned(),
        }
    }

    /// For a path that is no ordinary file.
    pub(super) fn not_a_file(path: &Path, found: &std::fs::Metadata) -> Self {
        if !found.is_dir() {
            return Self::Special;
        }
        let mut inside: Vec<String> = std::fs::read_dir(path)
            .into_iter()
            .flatten()
            .take(1000)
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| {
                [".safetensors", ".pt", ".pth", ".bin"]
                    .iter()
                    .any(|end| name.ends_with(end))
            })
            .collect();
        inside.sort();
        inside.truncate(4);
        Self::Folder(inside)
    }
}

/// Formats that people name by mistake, by their first bytes.
const FORMATS: [(&[u8], &str); 12] = [
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"GGUF", "a GGUF model"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"%PDF", "a PDF"),
];

/// Tells a file's kind from its first bytes (up to [`HEAD`]) and its length.
pub(super) fn kind(head: &[u8], len: u64) -> Kind {
    if len == 0 {
        return Kind::Other(Look::Empty);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if head.starts_with(b"version https://git-lfs") {
        return Kind::Other(Look::LfsPointer(lfs_size(head)));
    }
    let text = text_look(head);
    // A believable header length has zero bytes: text that has a brace in ninth place is text.
    if head.get(8) == Some(&b'{') && text.is_none() {
        return Kind::Safetensors;
    }
    if is_pickle(head, text.is_some()) {
        return Kind::BarePickle;
    }
    let format = || FORMATS.iter().find(|(magic, _)| head.starts_with(magic));
    let known = || format().map_or(Look::Unknown, |&(_, name)| Look::Format(name));
    Kind::Other(text.unwrap_or_else(known))
}

fn lfs_size(head: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(head).ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix("size ")?.trim().parse().ok())
}

/// Protocol 2 and later announce themselves; earlier ones that call something begin with the name they ask
/// for, on two lines, and go on with an opcode.
fn is_pickle(head: &[u8], is_text: bool) -> bool {
    if let [0x80, protocol, ..] = head {
        return (2..=5).contains(protocol);
    }
    let identifier = |line: &[u8]| {
        !line.is_empty()
            && line
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
    };
    let mut lines = head.splitn(3, |&b| b == b'\n');
    let (Some([b'c', module @ ..]), Some(name), Some(rest)) = (lines.next(), lines.next(), lines.next())
    else {
        return false;
    };
    let goes_on = !is_text || matches!(rest, [b'(', b'(' | b'S' | b'V' | b'I' | b'N' | b'c' | b't', ..]);
    goes_on && identifier(module) && identifier(name)
}

fn is_text(byte: u8) -> bool {
    byte >= 0x20 && byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r')
}

fn text_look(head: &[u8]) -> Option<Look> {
    // The beginning may end inside a character.
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    if !text.bytes().all(is_text) {
        return None;
    }
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let lower = text.get(..15).unwrap_or(text).to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Some(Look::Html);
    }
    let beginning = text.lines().next().unwrap_or_default().chars().take(40).collect();
    Some(Look::Text(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(head: &[u8]) -> Look {
        match kind(head, head.len() as u64) {
            Kind::Other(look) => look,
            kind => panic!("{kind:?}"),
        }
    }

    #[test]
    fn files_that_hold_no_weights_are_named() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1711974081\n";
        assert_eq!(look(pointer), Look::LfsPointer(Some(1_711_974_081)));
        assert_eq!(look(b""), Look::Empty);
        assert_eq!(look(b"\n <!DOCTYPE html><html>"), Look::Html);
        assert_eq!(look("\u{feff}<HTML>".as_bytes()), Look::Html);
        assert_eq!(
            look(b"{\"error\": {\"x\": 1}}"),
            Look::Text("{\"error\": {\"x\": 1}}".into())
        );
        assert_eq!(look(b"12345678{text"), Look::Text("12345678{text".into()));
        assert_eq!(look("größen{}".as_bytes()), Look::Text("größen{}".into()));
        assert_eq!(look(&"größe".as_bytes()[..3]), Look::Text("gr".into()));
        assert_eq!(look(b"\x89PNG\r\n"), Look::Format("a PNG picture"));
        assert_eq!(look(&[0, 1, 2, 3]), Look::Unknown);
        assert_eq!(look(b"cat\ndog\n(mouse)"), Look::Text("cat".into()));
        assert_eq!(look(b"BM\0\0"), Look::Format("a BMP picture"));
        assert_eq!(look(b"BMW and others"), Look::Text("BMW and others".into()));
    }

    #[test]
    fn containers_are_told_from_their_content() {
        let kind = |head: &[u8]| kind(head, head.len() as u64);
        assert_eq!(kind(b"PK\x03\x04..."), Kind::Zip);
        assert_eq!(kind(b"\x10\0\0\0\0\0\0\0{\"a\""), Kind::Safetensors);
        assert_eq!(kind(b"\xff\xff\xff\xff\xff\xff\xff\xff{"), Kind::Safetensors);
        assert_eq!(kind(b"\x80\x02}q\x00."), Kind::BarePickle);
        assert_eq!(kind(b"cos\nsystem\n(S'true'\ntR."), Kind::BarePickle);
        assert_eq!(
            kind(b"class names\nbottle\n("),
            Kind::Other(Look::Text("class names".into()))
        );
    }
}
