//! Which files of a folder look like pictures.

use std::path::Path;

const EXTENSIONS: [&str; 7] = ["png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp"];

/// Whether a folder listing should offer the file at `path`: by its extension, in any case, hidden files excluded.
/// Only the name is looked at; [`super::open`] decides by content.
pub fn is_picture_name(path: &Path) -> bool {
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    let known = |extension: &std::ffi::OsStr| EXTENSIONS.iter().any(|e| extension.eq_ignore_ascii_case(e));
    path.file_name().is_some_and(|name| !hidden(name)) && path.extension().is_some_and(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_listed_and_litter_is_not() {
        for name in [
            "a.png",
            "b.JPG",
            "c.jpeg",
            "d.Bmp",
            "e.tif",
            "f.TIFF",
            "x/y.webp",
            "0.mask.png",
        ] {
            assert!(is_picture_name(Path::new(name)), "{name}");
        }
        for name in [
            "Thumbs.db",
            ".DS_Store",
            ".a.png",
            "._a.png",
            "png",
            ".png",
            "a.png.txt",
            "a.gif",
            "a",
            "",
        ] {
            assert!(!is_picture_name(Path::new(name)), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_is_still_a_picture() {
        use std::os::unix::ffi::OsStrExt;
        assert!(is_picture_name(Path::new(std::ffi::OsStr::from_bytes(
            b"\xff\xfe.png"
        ))));
    }
}
