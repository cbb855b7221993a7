//! A file that is on its way: `FILE.part`, and beside it a note of what it is a part of.

use super::FetchError;
use crate::base::write_atomically;
use crate::models::ModelsError;
use crate::models::user_file::for_owner_only;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What a part is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The address without its query.
    pub address: String,
    /// The server's name for the content, if it is a strong one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Bytes of the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// The part, locked against other processes.
#[derive(Debug)]
pub struct Part {
    file: File,
    length: u64,
    path: PathBuf,
    note: PathBuf,
    target: PathBuf,
}

impl Part {
    /// The part of what is to become `target`, begun or found.
    pub fn open(target: &Path) -> Result<Self, FetchError> {
        let folder = target.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(ModelsError::io(folder, "cannot be made"))?;
        let (path, note) = (with_ending(target, ".part"), with_ending(target, ".part.toml"));
        let unwritable = || ModelsError::io(&path, "cannot be written");
        loop {
            let mut file = File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(unwritable())?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => {
                    return Err(FetchError::Busy {
                        target: target.to_owned(),
                    });
                }
                // Where a file system knows no locks there is nothing to wait for.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            // Another process may have finished between the two, and then this is its finished file.
            if !is_same(&file, &path) {
                continue;
            }
            let length = file.seek(SeekFrom::End(0)).map_err(unwritable())?;
            return Ok(Self {
                file,
                length,
                note,
                target: target.to_owned(),
                path,
            });
        }
    }

    /// Bytes that are there.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it is a part of, if that is known.
    pub fn note(&self) -> Option<Note> {
        toml::from_str(&fs::read_to_string(&self.note).ok()?).ok()
    }

    /// Says what it is a part of.
    pub fn set_note(&self, note: &Note) -> io::Result<()> {
        let text = toml::to_string(note).map_err(io::Error::other)?;
        write_atomically(&self.note, |out| {
            for_owner_only(out.get_ref())?;
            out.write_all(text.as_bytes())
        })
    }

    /// Throws away what is there.
    pub fn clear(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.length = 0;
        Ok(())
    }

    /// Adds bytes. On an error those that were written count.
    pub fn append(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.file.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    self.length += written as u64;
                    bytes = &bytes[written..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Everything is there and is what it should be: it gets its name.
    pub fn finish(self) -> io::Result<PathBuf> {
        self.file.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        // Without it nothing is wrong but a small file too many.
        let _ = fs::remove_file(&self.note);
        Ok(self.target)
    }

    /// It is of no use.
    pub fn remove(self) -> io::Result<()> {
        let _ = fs::remove_file(&self.note);
        fs::remove_file(&self.path)
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |found: io::Result<fs::Metadata>| found.ok().map(|found| (found.dev(), found.ino()));
    id(file.metadata()).is_some_and(|own| id(fs::metadata(path)) == Some(own))
}

#[cfg(not(unix))]
fn is_same(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_again_and_belongs_to_one() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("name/file.bin");
        let note = Note {
            address: "https://a.org/x".to_owned(),
            etag: Some("\"e\"".to_owned()),
            total: Some(6),
        };
        let mut part = Part::open(&target).unwrap();
        part.set_note(&note).unwrap();
        part.append(b"abc").unwrap();
        assert!(matches!(Part::open(&target), Err(FetchError::Busy { .. })));
        drop(part);
        let mut part = Part::open(&target).unwrap();
        assert_eq!((part.len(), part.note()), (3, Some(note)));
        part.append(b"def").unwrap();
        assert_eq!(part.finish().unwrap(), target);
        assert_eq!(fs::read(&target).unwrap(), b"abcdef");
        assert_eq!(fs::read_dir(target.parent().unwrap()).unwrap().count(), 1);
        Part::open(&target).unwrap().remove().unwrap();
        assert_eq!(fs::read_dir(target.parent().unwrap()).unwrap().count(), 1);
    }
}
