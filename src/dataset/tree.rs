//! What lies below a root: names and sizes, nothing opened.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Everything below a root that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// Absolute.
    pub root: PathBuf,
    /// The root itself; its name is empty.
    pub top: Folder,
}

/// A folder, with what is in it sorted by name, code point by code point.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder {
    /// Its own name.
    pub name: Box<OsStr>,
    /// Folders in it.
    pub folders: Vec<Folder>,
    /// Files in it, pictures and others.
    pub files: Vec<FileEntry>,
    /// When its list of names last changed.
    pub modified: Option<SystemTime>,
}

/// A file that has not been opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Its own name.
    pub name: Box<OsStr>,
    /// Bytes.
    pub size: u64,
}

impl Folder {
    /// The folder at `path` below this one, names compared exactly.
    pub fn folder(&self, path: impl AsRef<Path>) -> Option<&Folder> {
        path.as_ref().components().try_fold(self, |folder, part| {
            let place = folder
                .folders
                .binary_search_by(|inner| (*inner.name).cmp(part.as_os_str()));
            place.ok().map(|place| &folder.folders[place])
        })
    }

    /// The file of that name in this folder.
    pub fn file(&self, name: impl AsRef<OsStr>) -> Option<&FileEntry> {
        let place = self
            .files
            .binary_search_by(|file| (*file.name).cmp(name.as_ref()));
        place.ok().map(|place| &self.files[place])
    }
}
