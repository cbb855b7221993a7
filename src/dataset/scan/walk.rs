//! One walk over a tree of real folders.

use super::{FileEntry, Folder, Scan, Tree};
use crate::base::CancelToken;
use crate::dataset::Exclusion;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Folders below each other; benchmarks need five.
pub(super) const MAX_DEPTH: usize = 64;

/// Sizes asked for by one thread before it looks for other work.
const FILES_AT_ONCE: usize = 256;

/// A folder's identity, whatever path leads to it.
pub(super) type Identity = (u64, u64);

/// The state that the threads of a scan share.
pub(super) struct Walk<'a> {
    root: &'a Path,
    cancel: &'a CancelToken,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    /// Folders that were read, and those above the root.
    seen: HashSet<Identity>,
    /// Links to folders, to be followed when all real folders are known.
    links: Vec<PathBuf>,
    excluded: Vec<Exclusion>,
    /// What a later look might be able to read.
    unread: Vec<PathBuf>,
    /// Links whose target is not there; it may appear.
    dangling: bool,
}

impl<'a> Walk<'a> {
    pub fn new(root: &'a Path, cancel: &'a CancelToken) -> Self {
        let above = root.ancestors().skip(1);
        let seen = above.filter_map(|folder| identity(folder).ok()).collect();
        let found = Found {
            seen,
            ..Found::default()
        };
        Self {
            root,
            cancel,
            found: Mutex::new(found),
        }
    }

    /// The folder at `path` below the root and everything in it; `None` where it was read before, is too far below or
    /// cannot be read.
    pub fn folder(&self, path: &Path, depth: usize) -> Option<Folder> {
        if self.cancel.is_cancelled() {
            return None;
        }
        if depth > MAX_DEPTH {
            self.exclude(path, format!("more than {MAX_DEPTH} folders deep"));
            return None;
        }
        let full = self.root.join(path);
        match self.read(path, &full) {
            Ok(Some((mut folder, inner))) => {
                let inner = inner.par_iter();
                folder.folders = inner
                    .filter_map(|name| self.folder(&path.join(name), depth + 1))
                    .collect();
                folder.sort();
                Some(folder)
            }
            Ok(None) => {
                self.exclude(path, "read already by another path".to_owned());
                None
            }
            Err(error) => {
                self.unreadable(path, &error);
                None
            }
        }
    }

    /// The files of one folder, and the names of the folders in it. `None` for a folder that was read before.
    fn read(&self, path: &Path, full: &Path) -> io::Result<Option<(Folder, Vec<OsString>)>> {
        // Before its names are read: a change while they are is then a change since.
        let metadata = fs::metadata(full)?;
        if !self.found().seen.insert(identity_of(&metadata)) {
            return Ok(None);
        }
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(full)? {
            let entry = entry?;
            let name = entry.file_name();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && is_hidden(&name) => {
                    self.exclude(&path.join(name), "a hidden folder".to_owned());
                }
                Ok(kind) if kind.is_dir() => folders.push(name),
                Ok(kind) if kind.is_file() || kind.is_symlink() => files.push(entry),
                Ok(_) => self.exclude(&path.join(name), "neither a file nor a folder".to_owned()),
                Err(error) => self.unreadable(&path.join(name), &error),
            }
        }
        let folder = Folder {
            name: path.file_name().unwrap_or_default().into(),
            folders: Vec::new(),
            files: self.files(path, files),
            modified: metadata.modified().ok(),
        };
        Ok(Some((folder, folders)))
    }

    /// The sizes of files.
    fn files(&self, path: &Path, entries: Vec<DirEntry>) -> Vec<FileEntry> {
        if entries.len() <= FILES_AT_ONCE {
            return entries
                .iter()
                .filter_map(|entry| self.file(path, entry))
                .collect();
        }
        let entries = entries.into_par_iter().with_min_len(FILES_AT_ONCE);
        entries.filter_map(|entry| self.file(path, &entry)).collect()
    }

    fn file(&self, folder: &Path, entry: &DirEntry) -> Option<FileEntry> {
        if self.cancel.is_cancelled() {
            return None;
        }
        let name = entry.file_name();
        let path = || folder.join(&name);
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let metadata = if is_link {
            fs::metadata(self.root.join(path()))
        } else {
            entry.metadata()
        };
        match metadata {
            Ok(metadata) if metadata.is_file() => {
                return Some(FileEntry {
                    size: metadata.len(),
                    name: name.into(),
                });
            }
            Ok(metadata) if metadata.is_dir() && is_hidden(&name) => {
                self.exclude(&path(), "a hidden folder".to_owned());
            }
            Ok(metadata) if metadata.is_dir() => self.found().links.push(path()),
            Ok(_) => self.exclude(
                &path(),
                "a link to something that is neither a file nor a folder".to_owned(),
            ),
            Err(_) if is_link => {
                self.found().dangling = true;
                self.exclude(&path(), "a symbolic link that leads nowhere".to_owned());
            }
            Err(error) => self.unreadable(&path(), &error),
        }
        None
    }

    /// The links to folders found since the last call, sorted.
    pub fn take_links(&self) -> Vec<PathBuf> {
        let mut links = std::mem::take(&mut self.found().links);
        links.sort();
        links
    }

    /// Whether the folder was read, or lies above the root.
    pub fn is_seen(&self, folder: Identity) -> bool {
        self.found().seen.contains(&folder)
    }

    pub fn root(&self) -> &Path {
        self.root
    }

    pub fn exclude(&self, path: &Path, reason: String) {
        self.found().excluded.push(Exclusion {
            path: path.to_owned(),
            reason,
        });
    }

    pub fn unreadable(&self, path: &Path, error: &io::Error) {
        self.found().unread.push(path.to_owned());
        self.exclude(path, format!("cannot be read: {error}"));
    }

    /// Everything that was found.
    pub fn finish(self, tree: Tree) -> Scan {
        let found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut scan = Scan::new(tree, found.excluded, found.unread);
        scan.complete &= !found.dangling;
        scan
    }

    fn found(&self) -> std::sync::MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// The identity of the folder at `path`, links followed.
pub(super) fn identity(path: &Path) -> io::Result<Identity> {
    Ok(identity_of(&fs::metadata(path)?))
}

fn identity_of(metadata: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}
