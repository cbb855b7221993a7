//! Thumbnails on disk, kept from one run to the next. A file is known by the picture's real path, time of change, size
//! and the thumbnail's side, all of which stand in it, so that neither a changed picture nor a clash of names shows the
//! wrong one. Whatever cannot be read counts as missing.

use crate::base::write_atomically;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Bytes of thumbnails that are kept; some 10 kB each.
const LIMIT: u64 = 256 << 20;

/// How good the kept pictures are, of 100.
const QUALITY: u8 = 88;

/// What a file of ours begins with; another number here lets all earlier ones count as missing.
const MAGIC: &[u8] = b"vip2clip thumbnail 1\n";

/// Names one thumbnail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThumbnailKey(Vec<u8>);

impl ThumbnailKey {
    /// The key of the picture at `path` as it is now, at most `side` pixels a side.
    pub fn of(path: &Path, side: u32) -> io::Result<Self> {
        let real = path.canonicalize()?;
        let metadata = fs::metadata(&real)?;
        let modified = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let nanoseconds = modified.map_or(0, |time| time.as_nanos());
        let mut key = format!("{side} {} {nanoseconds} ", metadata.len()).into_bytes();
        key.extend_from_slice(real.as_os_str().as_encoded_bytes());
        Ok(Self(key))
    }

    fn file(&self, folder: &Path) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.0);
        let name = format!("{:016x}", hasher.finish());
        folder.join(&name[..2]).join(&name[2..])
    }
}

/// The thumbnail of `key` in `folder`, if it is there and whole.
pub fn read(folder: &Path, key: &ThumbnailKey) -> Option<RgbImage> {
    let bytes = fs::read(key.file(folder)).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let picture = rest.get(length..)?;
    if rest.get(..length)? != key.0 {
        return None;
    }
    let decoded = image::load_from_memory_with_format(picture, image::ImageFormat::Jpeg).ok()?;
    Some(decoded.into_rgb8())
}

/// A folder of thumbnails that is written to, and kept from growing without end. One thread owns it.
#[derive(Debug)]
pub struct ThumbnailStore {
    folder: PathBuf,
    limit: u64,
    /// Bytes in it, once they have been counted.
    size: Option<u64>,
}

impl ThumbnailStore {
    /// A store in `folder`, which need not exist.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            limit: LIMIT,
            size: None,
        }
    }

    /// Keeps a thumbnail; removes the oldest ones when there are too many.
    pub fn write(&mut self, key: &ThumbnailKey, thumbnail: &RgbImage) -> io::Result<()> {
        let path = key.file(&self.folder);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&u32::try_from(key.0.len()).unwrap_or(0).to_le_bytes());
        bytes.extend_from_slice(&key.0);
        let (width, height) = thumbnail.dimensions();
        JpegEncoder::new_with_quality(&mut bytes, QUALITY)
            .write_image(thumbnail.as_raw(), width, height, ExtendedColorType::Rgb8)
            .map_err(io::Error::other)?;
        write_atomically(&path, |file| file.write_all(&bytes))?;
        let size = match self.size {
            Some(size) => size + bytes.len() as u64,
            None => entries(&self.folder).iter().map(|entry| entry.bytes).sum(),
        };
        self.size = Some(if size > self.limit { self.tidy() } else { size });
        Ok(())
    }

    /// Removes the oldest thumbnails until a tenth of the room is free; the bytes left.
    fn tidy(&self) -> u64 {
        let mut entries = entries(&self.folder);
        entries.sort_by_key(|entry| entry.modified);
        let mut size: u64 = entries.iter().map(|entry| entry.bytes).sum();
        for entry in entries {
            if size <= self.limit / 10 * 9 {
                break;
            }
            // Another workbench may have removed it first.
            let _ = fs::remove_file(&entry.path);
            size -= entry.bytes;
        }
        size
    }
}

struct Entry {
    path: PathBuf,
    bytes: u64,
    modified: Option<SystemTime>,
}

/// Every file in the folders of `folder`; what cannot be read is not ours to tidy.
fn entries(folder: &Path) -> Vec<Entry> {
    let inside = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let files = inside(folder).flat_map(|parent| inside(&parent.path()).collect::<Vec<_>>());
    let entry = |file: fs::DirEntry| {
        let metadata = file.metadata().ok().filter(|metadata| metadata.is_file())?;
        Some(Entry {
            path: file.path(),
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
        })
    };
    files.filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;
    use std::time::Duration;

    fn picture(shade: u8) -> RgbImage {
        RgbImage::from_pixel(40, 30, Rgb([shade, 90, 200]))
    }

    fn age(path: &Path, seconds: u64) {
        let time = SystemTime::now() - Duration::from_secs(seconds);
        fs::File::open(path).unwrap().set_modified(time).unwrap();
    }

    #[test]
    fn a_thumbnail_comes_back_until_its_picture_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (file, cache) = (folder.path().join("a.png"), folder.path().join("cache"));
        fs::write(&file, b"one").unwrap();
        age(&file, 100);
        let key = ThumbnailKey::of(&file, 64).unwrap();
        assert_eq!(read(&cache, &key), None);
        ThumbnailStore::new(cache.clone())
            .write(&key, &picture(10))
            .unwrap();
        let back = read(&cache, &key).unwrap();
        assert_eq!(back.dimensions(), (40, 30));
        assert!(back.get_pixel(5, 5).0[0].abs_diff(10) < 6);
        assert_ne!(ThumbnailKey::of(&file, 65).unwrap(), key);
        age(&file, 50);
        let later = ThumbnailKey::of(&file, 64).unwrap();
        assert_ne!(later, key);
        assert_eq!(read(&cache, &later), None);
    }

    #[test]
    fn broken_and_foreign_files_count_as_missing() {
        let folder = tempfile::tempdir().unwrap();
        let key = ThumbnailKey(b"a".to_vec());
        let path = key.file(folder.path());
        let mut store = ThumbnailStore::new(folder.path().to_owned());
        store.write(&key, &picture(1)).unwrap();
        let whole = fs::read(&path).unwrap();
        for broken in [
            &b""[..],
            b"something else",
            &whole[..30],
            &whole[..MAGIC.len() + 2],
            MAGIC,
        ] {
            fs::write(&path, broken).unwrap();
            assert_eq!(read(folder.path(), &key), None, "{} bytes", broken.len());
        }
        let other = ThumbnailKey(b"b".to_vec());
        fs::create_dir_all(other.file(folder.path()).parent().unwrap()).unwrap();
        fs::write(other.file(folder.path()), &whole).unwrap();
        assert_eq!(
            read(folder.path(), &other),
            None,
            "the key in the file is another"
        );
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = ThumbnailStore::new(folder.path().to_owned());
        let keys: Vec<ThumbnailKey> = (0..6).map(|i| ThumbnailKey(vec![i])).collect();
        for (key, seconds) in keys.iter().zip([60, 50, 40, 30, 20, 10]) {
            store.write(key, &picture(9)).unwrap();
            age(&key.file(folder.path()), seconds);
        }
        let each = fs::metadata(keys[0].file(folder.path())).unwrap().len();
        store.limit = 4 * each;
        store.write(&ThumbnailKey(vec![6]), &picture(9)).unwrap();
        let kept: Vec<bool> = keys
            .iter()
            .map(|key| read(folder.path(), key).is_some())
            .collect();
        assert_eq!(kept, [false, false, false, false, true, true]);
        assert!(store.size.unwrap() <= store.limit);
    }
}
