//! Formats told apart by their first bytes.

use std::fmt;

/// The formats that we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG, baseline or progressive.
    Jpeg,
    /// Windows bitmap.
    Bmp,
    /// TIFF and BigTIFF.
    Tiff,
    /// WebP, lossy or lossless.
    WebP,
}

impl Format {
    /// The format of a file that begins with `bytes`.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        if starts(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if starts(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if starts(b"BM") {
            Some(Self::Bmp)
        } else if [b"II\x2a\0", b"MM\0\x2a", b"II\x2b\0", b"MM\0\x2b"]
            .iter()
            .any(|magic| starts(*magic))
        {
            Some(Self::Tiff)
        } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else {
            None
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::WebP => "WebP",
        })
    }
}

/// Files that are often found under a picture's name.
const STRANGERS: [(&[u8], &str); 13] = [
    (b"GIF8", "a GIF"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x01\x00", "a Windows icon"),
    (b"\xff\x0a", "a JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x76\x2f\x31\x01", "an OpenEXR picture"),
    (b"SIMPLE  =", "a FITS file"),
];

/// In words, what the first bytes of a file look like that is none of ours.
pub(super) fn describe_stranger(bytes: &[u8]) -> String {
    if let Some((_, what)) = STRANGERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return (*what).to_owned();
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return "a HEIF, AVIF or video file".to_owned();
    }
    let head = &bytes[..bytes.len().min(512)];
    if looks_like_text(head) {
        let trimmed = head.trim_ascii_start();
        let markup = trimmed.starts_with(b"<");
        return if markup { "text (markup)" } else { "text" }.to_owned();
    }
    let shown: Vec<String> = head.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("the bytes {}", shown.join(" "))
}

fn looks_like_text(head: &[u8]) -> bool {
    let control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The head may end in the middle of a character.
        Err(error) => error.error_len().is_none(),
    };
    valid && !head.iter().any(control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        assert_eq!(Format::of(b"\x89PNG\r\n\x1a\nrest"), Some(Format::Png));
        assert_eq!(Format::of(b"\xff\xd8\xff\xe0"), Some(Format::Jpeg));
        assert_eq!(Format::of(b"RIFF\0\0\0\0WEBPVP8 "), Some(Format::WebP));
        assert_eq!(Format::of(b"RIFF\0\0\0\0WAVE"), None);
        assert_eq!(Format::of(b"MM\0\x2a"), Some(Format::Tiff));
        assert_eq!(Format::of(b""), None);
    }

    #[test]
    fn strangers_are_described() {
        assert_eq!(describe_stranger(b"  <html>"), "text (markup)");
        assert_eq!(describe_stranger("grüße".as_bytes()), "text");
        assert_eq!(
            describe_stranger(b"\x00\x00\x00\x20ftypavif"),
            "a HEIF, AVIF or video file"
        );
        assert_eq!(describe_stranger(&[0xde, 0xad, 0]), "the bytes de ad 00");
        assert_eq!(
            describe_stranger(b"RIFF\x01\0\0\0WAVE"),
            "the bytes 52 49 46 46 01 00 00 00"
        );
    }
}
