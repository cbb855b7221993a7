//! From the paths in `meta.json` to files of the dataset.
//!
//! The released scripts write paths relative to the root, or with the root in front, which breaks when the dataset
//! moves: then what lies below the root is found by the end of the path.

use super::name_bytes::path_of;
use crate::dataset::Tree;
use std::path::{Component, Path, PathBuf};

/// Longest path that is looked at, bytes; the longest that Linux opens.
const LONGEST: usize = 4096;

/// Beginnings that were dropped once and are dropped again, at most.
const PREFIXES: usize = 16;

/// What a path of the index file leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Resolved {
    /// A file below the root: its path from there.
    Inside(PathBuf),
    /// A file elsewhere: its absolute path.
    Outside(PathBuf),
    /// No file.
    Missing,
    /// A place outside the root, where the user has not allowed to look.
    Refused,
}

/// Resolves paths of one index file.
pub(super) struct Resolver<'a> {
    tree: &'a Tree,
    allow_outside: bool,
    /// Beginnings that turned out to stand for the root.
    prefixes: Vec<PathBuf>,
    /// Whether backslashes had to be read as slashes.
    pub had_backslashes: bool,
}

impl<'a> Resolver<'a> {
    pub fn new(tree: &'a Tree, allow_outside: bool) -> Self {
        Self {
            tree,
            allow_outside,
            prefixes: Vec::new(),
            had_backslashes: false,
        }
    }

    /// Beginnings of paths that were taken for the root.
    pub fn prefixes(&self) -> &[PathBuf] {
        &self.prefixes
    }

    /// What `text` leads to.
    pub fn resolve(&mut self, text: &str) -> Resolved {
        if text.len() > LONGEST || text.contains('\0') {
            return Resolved::Missing;
        }
        let resolved = self.resolve_path(&path_of(text));
        let found = matches!(resolved, Resolved::Inside(_) | Resolved::Outside(_));
        if found || !text.contains('\\') {
            return resolved;
        }
        // Scripts that ran on Windows.
        let slashes = self.resolve_path(&path_of(&text.replace('\\', "/")));
        self.had_backslashes |= slashes != Resolved::Missing;
        slashes
    }

    fn resolve_path(&mut self, path: &Path) -> Resolved {
        let full = normal(&self.tree.root.join(path));
        let inside = full.strip_prefix(&self.tree.root).ok();
        if let Some(inside) = inside.filter(|inside| self.is_file(inside)) {
            return Resolved::Inside(inside.to_owned());
        }
        if path.is_absolute() && inside.is_none() && self.allow_outside && full.is_file() {
            return Resolved::Outside(full);
        }
        if let Some(resolved) = self.by_its_end(&normal(path)) {
            return resolved;
        }
        match inside {
            // In a folder that was not read: one that is hidden, or behind a link.
            Some(inside) if full.is_file() => Resolved::Inside(inside.to_owned()),
            Some(_) => Resolved::Missing,
            None if !self.allow_outside => Resolved::Refused,
            None if full.is_file() => Resolved::Outside(full),
            None => Resolved::Missing,
        }
    }

    /// The file below the root that the longest possible end of `path` names.
    fn by_its_end(&mut self, path: &Path) -> Option<Resolved> {
        let known = self
            .prefixes
            .iter()
            .find_map(|prefix| path.strip_prefix(prefix).ok());
        if let Some(end) = known {
            return Some(if self.is_file(end) {
                Resolved::Inside(end.to_owned())
            } else {
                Resolved::Missing
            });
        }
        let mut parts = path.components();
        while parts.next().is_some() {
            let end = parts.as_path();
            if self.is_file(end) {
                let count = path.components().count() - end.components().count();
                if self.prefixes.len() < PREFIXES {
                    self.prefixes.push(path.components().take(count).collect());
                }
                return Some(Resolved::Inside(end.to_owned()));
            }
        }
        None
    }

    fn is_file(&self, path: &Path) -> bool {
        let name = path.file_name();
        let folder = path.parent().and_then(|parent| self.tree.top.folder(parent));
        matches!((folder, name), (Some(folder), Some(name)) if folder.file(name).is_some())
    }
}

/// `path` without `.`, and without `..` as far as there is something to go up from.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            Component::ParentDir if normal.has_root() => {}
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{FileEntry, Folder};

    fn folder(name: &str, folders: Vec<Folder>, files: &[&str]) -> Folder {
        let file = |name: &&str| FileEntry {
            name: std::ffi::OsStr::new(name).into(),
            size: 1,
        };
        Folder {
            name: std::ffi::OsStr::new(name).into(),
            folders,
            files: files.iter().map(file).collect(),
            modified: None,
        }
    }

    fn tree() -> Tree {
        let images = folder("images", vec![], &["1.png", "2.png"]);
        Tree {
            root: "/data/sets/colon".into(),
            top: folder("", vec![images], &["meta.json", "top.png"]),
        }
    }

    fn inside(path: &str) -> Resolved {
        Resolved::Inside(path.into())
    }

    #[test]
    fn every_spelling_of_the_released_scripts_is_understood() {
        for text in [
            "images/1.png",
            "./images//1.png",
            "images/../images/1.png",
            "/data/sets/colon/images/1.png",
            "/data/sets/colon//images/1.png",
            "../colon/images/1.png",
            "/home/other/CVC-ColonDB/images/1.png",
            "./data/colon/images/1.png",
            "../../x/images/1.png",
            "images\\1.png",
            "D:\\sets\\colon\\images\\1.png",
        ] {
            let tree = tree();
            assert_eq!(
                Resolver::new(&tree, false).resolve(text),
                inside("images/1.png"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_leads_out_is_refused_and_what_is_not_there_is_missing() {
        let tree = tree();
        let mut resolver = Resolver::new(&tree, false);
        for text in [
            "../../../etc/passwd",
            "/etc/passwd",
            "/",
            "..",
            "images/../../other/3.png",
            "/data/sets/colon/../secret.png",
        ] {
            assert_eq!(resolver.resolve(text), Resolved::Refused, "{text}");
        }
        for text in [
            "images/3.png",
            "images",
            ".",
            "",
            "/data/sets/colon/images/3.png",
            "a\0b",
            &"a/".repeat(5000),
        ] {
            assert_eq!(resolver.resolve(text), Resolved::Missing, "{text}");
        }
        assert!(resolver.prefixes().is_empty());
    }

    #[test]
    fn a_beginning_that_stood_for_the_root_once_always_does() {
        let tree = tree();
        let mut resolver = Resolver::new(&tree, false);
        assert_eq!(
            resolver.resolve("/old/place/images/1.png"),
            inside("images/1.png")
        );
        assert_eq!(resolver.prefixes(), [Path::new("/old/place")]);
        // The file of that name at the top is another one.
        assert_eq!(resolver.resolve("/old/place/masks/top.png"), Resolved::Missing);
    }

    #[test]
    fn outside_is_looked_at_only_where_that_is_allowed() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().canonicalize().unwrap();
        let text = path.to_str().unwrap();
        let tree = tree();
        assert_eq!(Resolver::new(&tree, false).resolve(text), Resolved::Refused);
        let mut resolver = Resolver::new(&tree, true);
        assert_eq!(resolver.resolve(text), Resolved::Outside(path.clone()));
        let climbing = format!("../../..{text}");
        assert_eq!(resolver.resolve(&climbing), Resolved::Outside(path.clone()));
        assert_eq!(resolver.resolve("/nowhere/x.png"), Resolved::Missing);
    }
}
