//! Reading the names below a root, on several threads, without opening a file.

mod links;
mod walk;

use super::{DatasetError, Exclusion, FileEntry, Folder, IndexWarning, Tree};
use crate::base::{CancelToken, printable_path};
use links::follow_links;
use std::path::Path;
use walk::Walk;

/// Threads that read folders. More than there are cores: on network storage they mostly wait.
const THREADS: usize = 8;

/// What lies below a root, and what could not be read of it.
#[derive(Debug)]
pub struct Scan {
    /// What could be read.
    pub tree: Tree,
    /// What was left out, sorted by path.
    pub excluded: Vec<Exclusion>,
    /// What the user should know.
    pub warnings: Vec<IndexWarning>,
    /// Whether everything could be read. If not, a later look may see more although no folder has changed.
    pub complete: bool,
}

/// Reads the names and sizes below `root`, which is absolute.
///
/// Symbolic links are followed; a folder that two ways lead to is read once. Folders whose name starts with a dot are
/// not entered.
///
/// # Errors
/// When the root is no folder or cannot be read, or when the token is cancelled.
pub fn scan(root: &Path, cancel: &CancelToken) -> Result<Scan, DatasetError> {
    let unreadable = |source| DatasetError::Unreadable {
        path: printable_path(root),
        source,
    };
    if !std::fs::metadata(root).map_err(unreadable)?.is_dir() {
        return Err(DatasetError::NotAFolder {
            path: printable_path(root),
        });
    }
    std::fs::read_dir(root).map_err(unreadable)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(THREADS)
        .thread_name(|number| format!("scan-{number}"))
        .build()
        .map_err(|error| unreadable(std::io::Error::other(error)))?;
    let walk = Walk::new(root, cancel);
    let top = pool.install(|| {
        let mut top = walk.folder(Path::new(""), 0).unwrap_or_default();
        top.name = Box::default();
        follow_links(&walk, &mut top);
        top
    });
    if cancel.is_cancelled() {
        return Err(DatasetError::Cancelled);
    }
    let tree = Tree {
        root: root.to_owned(),
        top,
    };
    Ok(walk.finish(tree))
}

impl Scan {
    /// Sorts what the threads found in the order of paths, and says what could not be read.
    fn new(tree: Tree, mut excluded: Vec<Exclusion>, unread: Vec<std::path::PathBuf>) -> Self {
        excluded.sort_by(|a, b| a.path.cmp(&b.path));
        let warnings: Vec<IndexWarning> = unread
            .iter()
            .min()
            .map(|first| unread_warning(first, unread.len()))
            .into_iter()
            .collect();
        Self {
            tree,
            excluded,
            complete: warnings.is_empty(),
            warnings,
        }
    }
}

fn unread_warning(first: &Path, count: usize) -> IndexWarning {
    let others = match count {
        1 => String::new(),
        _ => format!(" and {} more", count - 1),
    };
    IndexWarning {
        path: first.to_owned(),
        message: format!(
            "{}{others} could not be read, so samples may be missing; see the exclusions for the reasons",
            printable_path(first)
        ),
    }
}

impl Folder {
    fn sort(&mut self) {
        self.folders.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        self.files.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    }

    /// Puts `inner` among the folders of the one at `parent`.
    fn insert(&mut self, parent: &Path, inner: Folder) {
        let mut folder = self;
        for part in parent.components() {
            let place = folder
                .folders
                .binary_search_by(|other| (*other.name).cmp(part.as_os_str()));
            match place {
                Ok(place) => folder = &mut folder.folders[place],
                Err(_) => return,
            }
        }
        let place = folder.folders.partition_point(|other| other.name < inner.name);
        folder.folders.insert(place, inner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::CancelSource;
    use std::fs;

    fn folder_with(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"12345").unwrap();
        }
        dir
    }

    fn scan_all(root: &Path) -> Scan {
        scan(&root.canonicalize().unwrap(), &CancelToken::never()).unwrap()
    }

    fn names(folder: &Folder, above: &Path, into: &mut Vec<String>) {
        for file in &folder.files {
            into.push(above.join(&*file.name).to_str().unwrap().to_owned());
        }
        for inner in &folder.folders {
            names(inner, &above.join(&*inner.name), into);
        }
    }

    fn all_names(scan: &Scan) -> Vec<String> {
        let mut found = Vec::new();
        names(&scan.tree.top, Path::new(""), &mut found);
        found
    }

    #[test]
    fn everything_is_listed_sorted_by_code_point_with_its_size() {
        let dir = folder_with(&[
            "b.png",
            "Z.png",
            "é.png",
            "Thumbs.db",
            ".hidden.png",
            "k/2.png",
            "k/10.png",
            "漢字/ä.png",
            ".git/config",
        ]);
        let scan = scan_all(dir.path());
        assert_eq!(
            all_names(&scan),
            [
                ".hidden.png",
                "Thumbs.db",
                "Z.png",
                "b.png",
                "é.png",
                "k/10.png",
                "k/2.png",
                "漢字/ä.png"
            ]
        );
        assert!(scan.tree.top.files.iter().all(|file| file.size == 5));
        assert!(scan.tree.top.folder("k").unwrap().modified.is_some());
        assert_eq!(scan.excluded.len(), 1);
        assert_eq!(scan.excluded[0].path, Path::new(".git"));
        assert!(scan.complete && scan.warnings.is_empty());
    }

    #[test]
    fn many_files_in_one_folder_keep_their_order() {
        let names: Vec<String> = (0..3000).map(|n| format!("{n:05}.png")).collect();
        let refs: Vec<&str> = names.iter().map(String::as_str).collect();
        let dir = folder_with(&refs);
        assert_eq!(all_names(&scan_all(dir.path())), names);
    }

    #[test]
    fn a_file_and_a_missing_folder_are_told_apart() {
        let dir = folder_with(&["a.png"]);
        let error = scan(&dir.path().join("a.png"), &CancelToken::never()).unwrap_err();
        assert!(matches!(error, DatasetError::NotAFolder { .. }), "{error}");
        let error = scan(&dir.path().join("gone"), &CancelToken::never()).unwrap_err();
        assert!(matches!(error, DatasetError::Unreadable { .. }), "{error}");
    }

    #[test]
    fn a_cancelled_scan_ends_as_such() {
        let dir = folder_with(&["a.png"]);
        let source = CancelSource::new();
        let token = source.token();
        source.cancel();
        assert!(matches!(scan(dir.path(), &token), Err(DatasetError::Cancelled)));
    }

    #[test]
    fn folders_far_below_are_left_out_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        let deep: std::path::PathBuf = std::iter::repeat_n("d", walk::MAX_DEPTH + 3).collect();
        fs::create_dir_all(dir.path().join(deep)).unwrap();
        let scan = scan_all(dir.path());
        assert_eq!(scan.excluded.len(), 1);
        assert!(
            scan.excluded[0].reason.contains("folders deep"),
            "{:?}",
            scan.excluded
        );
    }

    #[cfg(unix)]
    mod links {
        use super::*;
        use std::os::unix::fs::symlink;

        #[test]
        fn a_loop_is_named_and_left_out() {
            let dir = folder_with(&["a/x.png", "b/y.png"]);
            symlink(dir.path(), dir.path().join("a/up")).unwrap();
            symlink("../b", dir.path().join("a/b")).unwrap();
            symlink("self", dir.path().join("self")).unwrap();
            symlink("gone.png", dir.path().join("broken.png")).unwrap();
            let scan = scan_all(dir.path());
            assert_eq!(all_names(&scan), ["a/x.png", "b/y.png"]);
            let reason = |path: &str| {
                let found = scan.excluded.iter().find(|e| e.path == Path::new(path));
                found.map(|e| e.reason.as_str()).unwrap_or_default()
            };
            assert!(reason("a/up").contains("never end"), "{:?}", scan.excluded);
            assert!(reason("a/b").contains("read already"), "{:?}", scan.excluded);
            assert!(
                reason("broken.png").contains("leads nowhere"),
                "{:?}",
                scan.excluded
            );
            assert!(!reason("self").is_empty(), "{:?}", scan.excluded);
            // A target that appears later changes no folder of the dataset.
            assert!(!scan.complete);
        }

        #[test]
        fn a_link_out_of_the_root_is_followed_once() {
            let elsewhere = folder_with(&["good/1.png", "bad/2.png"]);
            let dir = folder_with(&["c/0.png"]);
            for name in ["bottle", "again"] {
                symlink(elsewhere.path(), dir.path().join(name)).unwrap();
            }
            symlink(elsewhere.path().join("bad/2.png"), dir.path().join("c/1.png")).unwrap();
            symlink("/", dir.path().join("c/top")).unwrap();
            let scan = scan_all(dir.path());
            assert_eq!(
                all_names(&scan),
                ["again/bad/2.png", "again/good/1.png", "c/0.png", "c/1.png"]
            );
            let left_out: Vec<&Path> = scan.excluded.iter().map(|e| &*e.path).collect();
            assert_eq!(left_out, [Path::new("bottle"), Path::new("c/top")]);
            assert_eq!(scan.tree.top.folder("c").unwrap().file("1.png").unwrap().size, 5);
        }

        #[test]
        fn pipes_and_sockets_are_no_files() {
            let dir = folder_with(&["a.png"]);
            let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("s.png")).unwrap();
            let scan = scan_all(dir.path());
            assert_eq!(all_names(&scan), ["a.png"]);
            assert!(scan.excluded[0].reason.contains("neither a file nor a folder"));
        }
    }
}
