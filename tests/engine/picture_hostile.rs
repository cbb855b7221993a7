//! Files that are cut, changed, empty, misnamed or that claim too much: an error that names the file, never a panic.

use std::fs;
use std::path::{Path, PathBuf};
use vip2clip::picture::{Limits, ModelInput, PictureError, PictureNote, decode, is_picture_name, open};

/// Every picture of `tests/pictures`, by name.
fn pictures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| is_picture_name(path)).collect();
    paths.sort();
    assert!(paths.len() > 80, "{}", paths.len());
    let named = |path: PathBuf| {
        (
            path.file_name().unwrap().to_string_lossy().into_owned(),
            fs::read(path).unwrap(),
        )
    };
    paths.into_iter().map(named).collect()
}

fn picture(name: &str) -> Vec<u8> {
    fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/pictures")
            .join(name),
    )
    .unwrap()
}

fn refusal(bytes: &[u8], name: &str) -> PictureError {
    match decode(bytes, name, &Limits::default()) {
        Ok(_) => panic!("{name} was accepted"),
        Err(error) => error,
    }
}

/// Xorshift; the same on every machine.
struct Generator(u64);

impl Generator {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..1 + self.below(6) {
            // Headers are where the decisions are.
            let reach = if self.below(2) == 0 {
                bytes.len().min(160)
            } else {
                bytes.len()
            };
            let at = self.below(reach);
            bytes[at] = match self.below(4) {
                0 => 0,
                1 => 255,
                2 => bytes[at] ^ 1 << self.below(8),
                _ => self.below(256) as u8,
            };
        }
        if self.below(3) == 0 {
            bytes.truncate(1 + self.below(bytes.len()));
        }
    }
}

/// Valid checksums let a changed PNG reach the decoder's inner parts.
fn repair_png(bytes: &mut [u8]) {
    let mut at = 8;
    while let Some(&[a, b, c, d]) = bytes.get(at..at + 4) {
        let end = at + 8 + u32::from_be_bytes([a, b, c, d]) as usize;
        if end + 4 > bytes.len() {
            return;
        }
        let step = |crc: u32, _| {
            if crc & 1 == 1 {
                0xedb8_8320 ^ crc >> 1
            } else {
                crc >> 1
            }
        };
        let crc = bytes[at + 4..end]
            .iter()
            .fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step));
        bytes[end..end + 4].copy_from_slice(&(!crc).to_be_bytes());
        at = end + 4;
    }
}

#[test]
fn changed_files_never_panic() {
    let mut generator = Generator(0x5eed);
    let limits = Limits { pixels: 1_000_000 };
    let (mut accepted, mut refused) = (0, 0);
    for (name, bytes) in pictures() {
        for round in 0..40 {
            let mut changed = bytes.clone();
            generator.mutate(&mut changed);
            if name.ends_with(".png") && round % 4 != 0 {
                repair_png(&mut changed);
            }
            match decode(&changed, &name, &limits) {
                Ok(picture) => {
                    assert_eq!(ModelInput::new(&picture, 5).rgb().len(), 75);
                    accepted += 1;
                }
                Err(error) => {
                    assert!(error.to_string().starts_with(&name), "{error}");
                    refused += 1;
                }
            }
        }
    }
    // Both ways were taken often enough to mean something.
    assert!(
        accepted > 300 && refused > 300,
        "{accepted} accepted, {refused} refused"
    );
}

#[test]
fn cut_files_are_truncated_and_say_so() {
    for (name, bytes) in pictures() {
        for share in [0.4, 0.7, 0.9] {
            let cut = &bytes[..(bytes.len() as f64 * share) as usize];
            let error = refusal(cut, &name);
            let message = error.to_string();
            assert!(matches!(error, PictureError::Truncated { .. }), "{message}");
            assert!(message.starts_with(&format!("{name} is truncated")), "{message}");
        }
    }
}

#[test]
fn a_jpeg_without_its_last_byte_is_truncated() {
    for name in ["rgb_420.jpg", "progressive.jpg", "grey.jpg"] {
        let bytes = picture(name);
        decode(&bytes, name, &Limits::default()).unwrap();
        let error = refusal(&bytes[..bytes.len() - 1], name);
        assert!(matches!(error, PictureError::Truncated { .. }), "{error}");
    }
}

#[test]
fn a_jpeg_with_litter_is_shown_with_a_note() {
    let mut bytes = picture("rgb_444.jpg");
    let tables = bytes.windows(2).position(|pair| pair == [0xff, 0xdb]).unwrap();
    bytes.splice(tables..tables, *b"litter");
    let shown = decode(&bytes, "litter.jpg", &Limits::default()).unwrap();
    assert!(
        matches!(shown.notes(), [PictureNote::Damaged { .. }]),
        "{:?}",
        shown.notes()
    );
    let whole = decode(&picture("rgb_444.jpg"), "whole.jpg", &Limits::default()).unwrap();
    assert_eq!(whole.to_rgb(), shown.to_rgb());
    assert_eq!(whole.notes(), []);
}

/// Pillow accepts it as well: only the marker at the end tells that nothing is missing.
#[test]
fn a_jpeg_that_lacks_rows_but_ends_properly_is_accepted() {
    let mut bytes = picture("rgb_444.jpg");
    bytes.truncate(bytes.len() * 3 / 4);
    bytes.extend_from_slice(&[0xff, 0xd9]);
    decode(&bytes, "cut.jpg", &Limits::default()).unwrap();
}

/// Headers of each format with the given sides, and next to nothing behind them.
fn claims(width: u32, height: u32) -> Vec<(&'static str, Vec<u8>)> {
    let mut png = picture("rgb16.png");
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    repair_png(&mut png);
    let mut jpeg = picture("rgb_444.jpg");
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 7].copy_from_slice(&(height as u16).to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&(width as u16).to_be_bytes());
    let mut bmp = picture("rgb24.bmp");
    bmp[18..22].copy_from_slice(&width.to_le_bytes());
    bmp[22..26].copy_from_slice(&height.to_le_bytes());
    let mut tiff = picture("rgba8.tif");
    for (tag, value) in [(256u16, width), (257, height), (278, height.max(1))] {
        let entry = tiff[10..]
            .as_chunks::<12>()
            .0
            .iter()
            .position(|entry| entry[..2] == tag.to_le_bytes());
        let at = 10 + 12 * entry.unwrap();
        tiff[at + 8..at + 10].copy_from_slice(&(value as u16).to_le_bytes());
    }
    vec![("a.png", png), ("a.jpg", jpeg), ("a.bmp", bmp), ("a.tif", tiff)]
}

#[test]
fn huge_claims_are_refused_before_memory_is_taken() {
    for (name, bytes) in claims(30_000, 30_000) {
        let message = refusal(&bytes, name).to_string();
        assert!(message.starts_with(&format!("{name} is too large")), "{message}");
        assert!(message.contains("claims 30000×30000 pixels"), "{message}");
    }
    // A lossy WebP cannot claim more than 16383 pixels a side.
    let mut webp = picture("lossy.webp");
    webp[26..30].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
    let message = refusal(&webp, "a.webp").to_string();
    assert!(message.contains("claims 16383×16383 pixels"), "{message}");
}

#[test]
fn empty_claims_are_refused() {
    for (width, height) in [(0, 0), (0, 7), (7, 0)] {
        for (name, bytes) in claims(width, height) {
            let error = refusal(&bytes, name);
            assert!(matches!(error, PictureError::NoPixels { .. }), "{error}");
            let sides = format!("claims {width}×{height} pixels");
            assert!(error.to_string().contains(&sides), "{error}");
        }
    }
    let mut webp = picture("lossy.webp");
    webp[26..30].fill(0);
    assert!(matches!(refusal(&webp, "a.webp"), PictureError::NoPixels { .. }));
}

#[test]
fn the_limit_is_a_number_of_pixels() {
    let bytes = picture("rgb24.bmp");
    decode(&bytes, "a.bmp", &Limits { pixels: 24 * 17 }).unwrap();
    let error = decode(&bytes, "a.bmp", &Limits { pixels: 24 * 17 - 1 }).unwrap_err();
    assert!(
        error.to_string().contains("expected at most 407 in all"),
        "{error}"
    );
}

#[test]
fn the_content_decides_and_not_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let misnamed = folder.path().join("photo.png");
    fs::write(&misnamed, picture("rgb_420.jpg")).unwrap();
    let shown = open(&misnamed, &Limits::default()).unwrap();
    assert_eq!(shown.format().unwrap().to_string(), "JPEG");

    let text = folder.path().join("notes.png");
    fs::write(&text, "not a picture\n").unwrap();
    let error = open(&text, &Limits::default()).unwrap_err().to_string();
    assert!(
        error.contains("notes.png is not a picture we can read") && error.contains("found text"),
        "{error}"
    );

    let empty = folder.path().join("empty.jpg");
    fs::write(&empty, "").unwrap();
    let error = open(&empty, &Limits::default()).unwrap_err();
    assert!(matches!(error, PictureError::Empty { .. }), "{error}");
}

#[test]
fn clipped_greys_are_noted() {
    let notes = |name: &str| {
        decode(&picture(name), name, &Limits::default())
            .unwrap()
            .notes()
            .to_vec()
    };
    let shown = notes("grey16.png")[0].to_string();
    assert!(
        shown.contains("% of the values lie outside 0..=255 and are clipped (mode I;16"),
        "{shown}"
    );
    assert_eq!(notes("grey8.png"), []);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_spelled_out() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"\xff.png"));
    fs::write(&path, "text").unwrap();
    let error = open(&path, &Limits::default()).unwrap_err().to_string();
    assert!(error.contains("/\\xff.png is not a picture"), "{error}");
}
