//! The log file: what went wrong, kept after the screen is gone.

use crate::run::{now, rfc3339};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A log longer than this is set aside as `….old` when the workbench starts.
const LONGEST: u64 = 1 << 20;

/// The log file; without a place for it, lines are dropped.
#[derive(Debug, Clone, Default)]
pub struct Log {
    path: Option<PathBuf>,
}

impl Log {
    /// The log at `path`, its folder made.
    pub fn open(path: Option<PathBuf>) -> io::Result<Self> {
        if let Some(path) = &path {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            if fs::metadata(path).is_ok_and(|found| found.len() > LONGEST) {
                fs::rename(path, path.with_extension("log.old"))?;
            }
        }
        Ok(Self { path })
    }

    /// Where it is.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Appends an entry. A log that cannot be written must not stop the workbench.
    pub fn add(&self, text: &str) {
        let entry = format!("{} {}\n", rfc3339(now()), text.replace('\n', "\n    "));
        let _ = self.file().and_then(|mut file| file.write_all(entry.as_bytes()));
    }

    /// The file, for appending.
    pub fn file(&self) -> io::Result<File> {
        let path = self.path.as_ref().ok_or(io::ErrorKind::NotFound)?;
        File::options().append(true).create(true).open(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_kept_and_a_long_log_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/workbench.log");
        let log = Log::open(Some(path.clone())).unwrap();
        log.add("one\ntwo");
        assert!(fs::read_to_string(&path).unwrap().ends_with("Z one\n    two\n"));
        fs::write(&path, vec![b'x'; LONGEST as usize + 1]).unwrap();
        Log::open(Some(path.clone())).unwrap().add("new");
        assert!(fs::metadata(&path).unwrap().len() < 100);
        assert!(path.with_extension("log.old").exists());
        Log::default().add("nowhere");
    }
}
