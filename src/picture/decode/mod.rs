//! Decoding, by content and not by extension, into the mode that Pillow would report.

mod bmp;
mod fault;
mod file_name;
mod format;
mod jpeg;
mod png;
mod samples;
mod tiff;
mod webp;

pub use file_name::is_picture_name;
pub use format::Format;

use super::convert::clipped_share;
use super::pixels::Pixels;
use super::{Limits, Picture, PictureError, PictureNote};
use crate::base::printable_path;
use fault::Fault;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// What a format's decoder hands over.
struct Decoded {
    width: u32,
    height: u32,
    pixels: Pixels,
    notes: Vec<PictureNote>,
}

/// Enough of a file to tell what it is.
const HEAD: u64 = 4096;

/// Decodes the file at `path`.
///
/// The EXIF orientation of a JPEG, PNG or WebP is not applied; a TIFF's orientation is, because Pillow does it.
pub fn open(path: &Path, limits: &Limits) -> Result<Picture, PictureError> {
    let name = || printable_path(path);
    let unreadable = |source| PictureError::Read { path: name(), source };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(PictureError::Folder { path: name() });
    }
    // Opening a pipe would wait for a writer for ever.
    if !metadata.is_file() {
        return Err(PictureError::NotAFile { path: name() });
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    read_up_to(&mut file, HEAD, &mut bytes).map_err(unreadable)?;
    // A large file of another kind is not read to its end only to be refused.
    recognise(&bytes, path)?;
    let limit = limits.bytes();
    if metadata.len() > limit {
        return Err(PictureError::TooManyBytes { path: name(), limit });
    }
    read_up_to(&mut file, limit, &mut bytes).map_err(unreadable)?;
    decode(&bytes, path, limits)
}

/// Decodes a file that is already in memory; `name` stands in the messages.
pub fn decode(bytes: &[u8], name: impl AsRef<Path>, limits: &Limits) -> Result<Picture, PictureError> {
    let format = recognise(bytes, name.as_ref())?;
    let decoder = match format {
        Format::Png => png::decode,
        Format::Jpeg => jpeg::decode,
        Format::Bmp => bmp::decode,
        Format::Tiff => tiff::decode,
        Format::WebP => webp::decode,
    };
    let Decoded {
        width,
        height,
        pixels,
        mut notes,
    } = decoder(bytes, limits).map_err(|fault| fault.about(name.as_ref(), format, limits))?;
    if pixels.count() != width as usize * height as usize {
        let fault = Fault::damaged("the number of pixels contradicts the header");
        return Err(fault.about(name.as_ref(), format, limits));
    }
    let share = clipped_share(&pixels);
    if share > 0.0 {
        notes.push(PictureNote::Clipped {
            mode: pixels.mode(),
            share,
        });
    }
    Ok(Picture {
        width,
        height,
        pixels,
        format: Some(format),
        notes,
    })
}

fn read_up_to(file: &mut File, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    file.take(limit).read_to_end(bytes).map(drop)
}

fn recognise(bytes: &[u8], path: &Path) -> Result<Format, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty {
            path: printable_path(path),
        });
    }
    Format::of(bytes).ok_or_else(|| PictureError::UnknownFormat {
        path: printable_path(path),
        found: format::describe_stranger(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8], name: &str) -> String {
        decode(bytes, name, &Limits::default()).unwrap_err().to_string()
    }

    #[test]
    fn files_that_are_no_pictures_are_named_and_described() {
        assert!(refusal(b"", "a.png").starts_with("a.png is empty (0 bytes)"));
        let text = refusal(b"hello, I am text\n", "b\u{1b}.png");
        assert!(
            text.starts_with("b\\u{1b}.png is not a picture we can read"),
            "{text}"
        );
        assert!(text.contains("found text"), "{text}");
        assert!(refusal(b"GIF89a......", "c.png").contains("found a GIF"));
        assert!(refusal(&[1, 2, 3, 4], "d.png").contains("the bytes 01 02 03 04"));
    }

    #[test]
    fn folders_missing_files_and_large_files_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let limits = Limits { pixels: 1 };
        let folder = open(dir.path(), &limits).unwrap_err();
        assert!(matches!(folder, PictureError::Folder { .. }), "{folder}");
        let missing = open(&dir.path().join("none.png"), &limits).unwrap_err();
        assert!(matches!(missing, PictureError::Read { .. }), "{missing}");
        let large = dir.path().join("large.bmp");
        let mut bytes = b"BM".to_vec();
        bytes.resize((limits.bytes() + 1) as usize, 0);
        fs::write(&large, bytes).unwrap();
        let large = open(&large, &limits).unwrap_err();
        assert!(matches!(large, PictureError::TooManyBytes { .. }), "{large}");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_refused_and_not_waited_for() {
        let error = open(Path::new("/dev/null"), &Limits::default()).unwrap_err();
        assert!(matches!(error, PictureError::NotAFile { .. }), "{error}");
    }
}
