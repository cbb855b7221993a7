//! A folder, and where it lies below the root.

use crate::base::printable;
use crate::dataset::{Folder, Pairing, Tree};
use crate::picture::is_picture_name;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A folder of a tree with its path.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// What is in it.
    pub folder: &'a Folder,
    /// Relative to the root of the tree; empty for the root.
    pub path: PathBuf,
    name: &'a OsStr,
}

impl<'a> Place<'a> {
    /// The root.
    pub fn root(tree: &'a Tree) -> Self {
        Self {
            folder: &tree.top,
            path: PathBuf::new(),
            name: tree.root.file_name().unwrap_or_default(),
        }
    }

    /// Its name; the root's is that of the folder on the disk.
    pub fn name(&self) -> String {
        self.name.to_string_lossy().into_owned()
    }

    /// Its path for messages.
    pub fn shown(&self) -> String {
        if self.path.as_os_str().is_empty() {
            return "the root".to_owned();
        }
        printable(&forward_slashes(&self.path)).into_owned()
    }

    /// The folder at a path with `/`; a name that differs in case only will do where nothing has the very name.
    pub fn child(&self, path: &str) -> Option<Place<'a>> {
        let parts = path.split('/').filter(|part| !part.is_empty());
        parts.fold(Some(self.clone()), |place, part| place?.direct_child(part))
    }

    fn direct_child(&self, name: &str) -> Option<Place<'a>> {
        let exact = self.folder.folder(name).filter(|_| !name.is_empty());
        let found = exact.or_else(|| {
            let mut alike = self
                .folder
                .folders
                .iter()
                .filter(|f| f.name.eq_ignore_ascii_case(name));
            alike.next().filter(|_| alike.next().is_none())
        });
        found.map(|folder| self.enter(folder))
    }

    /// The folder `folder` in it.
    pub fn enter(&self, folder: &'a Folder) -> Place<'a> {
        Place {
            folder,
            path: self.path.join(&*folder.name),
            name: &folder.name,
        }
    }

    /// The folders in it that are not hidden, by code point.
    pub fn children(&self) -> impl Iterator<Item = Place<'a>> {
        let visible = self
            .folder
            .folders
            .iter()
            .filter(|folder| !is_litter(&folder.name));
        visible.map(|folder| self.enter(folder))
    }

    /// Its pictures' names; as the released code reads folders, those of all its files.
    pub fn files(&self, pairing: Pairing) -> Vec<&'a OsStr> {
        let names = self.folder.files.iter().map(|file| &*file.name);
        names
            .filter(|name| pairing == Pairing::Reference || is_picture_name(Path::new(name)))
            .collect()
    }

    /// Whether there is a picture in it.
    pub fn has_pictures(&self) -> bool {
        self.folder
            .files
            .iter()
            .any(|file| is_picture_name(Path::new(&*file.name)))
    }

    /// Whether there is a picture in it or anywhere below.
    pub fn has_pictures_below(&self) -> bool {
        self.has_pictures() || self.children().any(|child| child.has_pictures_below())
    }

    /// Whether a file or folder of that name lies in it.
    pub fn holds(&self, name: &str) -> bool {
        self.folder.file(name).is_some() || self.direct_child(name).is_some()
    }
}

/// What systems leave behind: hidden folders and the one that macOS adds to archives.
pub fn is_litter(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || name == "__MACOSX"
}

/// A relative path as people write it, the same on every system.
pub fn forward_slashes(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}
