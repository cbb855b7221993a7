//! From the paths on the command line to the pictures to run.

use super::outputs::is_picture_of_a_map;
use crate::base::printable_path;
use crate::picture::is_picture_name;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

/// A picture to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The file, spelled from the argument that led to it.
    pub path: PathBuf,
    /// Where it lies below the folder argument; empty for a file that was named itself.
    pub below: PathBuf,
}

impl AsRef<Path> for Input {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

/// A path that cannot be used at all.
#[derive(Debug)]
pub struct Unusable {
    /// The path.
    pub path: PathBuf,
    /// Why, with the path in it.
    pub error: String,
}

/// What the command line's paths hold.
#[derive(Debug, Default)]
pub struct Found {
    /// Pictures, each once, in the order of the arguments and of names.
    pub inputs: Vec<Input>,
    /// Paths that are missing, unreadable or no files.
    pub failures: Vec<Unusable>,
}

/// Finds the pictures that `paths` name. Maps that an earlier run wrote at or below `out` are no inputs.
pub fn find(paths: &[PathBuf], out: Option<&Path>) -> Found {
    let mut search = Search {
        found: Found::default(),
        out: out.and_then(|out| out.canonicalize().ok()),
        seen_files: HashSet::new(),
        seen_folders: HashSet::new(),
    };
    for path in paths {
        search.argument(path);
    }
    search.found
}

struct Search {
    found: Found,
    out: Option<PathBuf>,
    /// Real folder and name: the same file by two routes is one input, two links to a file are two.
    seen_files: HashSet<PathBuf>,
    /// Real folders, so that links between folders cannot make the search endless.
    seen_folders: HashSet<PathBuf>,
}

impl Search {
    fn argument(&mut self, path: &Path) {
        match std::fs::metadata(path) {
            Ok(kind) if kind.is_dir() => self.folder(path, Path::new("")),
            Ok(kind) if kind.is_file() => self.file(path, Path::new("")),
            // Opening a pipe or a device could wait for ever.
            Ok(_) => self.fail(path, "is neither a file nor a folder"),
            Err(error) => self.fail_with(path, "cannot be read", &error),
        }
    }

    fn folder(&mut self, folder: &Path, below: &Path) {
        let real = match folder.canonicalize() {
            Ok(real) => real,
            Err(error) => return self.fail_with(folder, "cannot be opened", &error),
        };
        let names = match names_in(folder) {
            Ok(names) => names,
            Err(error) => return self.fail_with(folder, "cannot be opened", &error),
        };
        let holds_results = self.out.as_ref().is_some_and(|out| real.starts_with(out));
        if !self.seen_folders.insert(real) {
            return;
        }
        for name in names {
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = folder.join(&name);
            match std::fs::metadata(&path) {
                Ok(kind) if kind.is_dir() => self.folder(&path, &below.join(&name)),
                Ok(kind) if kind.is_file() && is_picture_name(&path) => {
                    if !(holds_results && is_picture_of_a_map(&name)) {
                        self.file(&path, below);
                    }
                }
                Ok(_) => {}
                Err(error) if is_picture_name(&path) => self.fail_with(&path, "cannot be read", &error),
                // A dangling link to something that is no picture by its name.
                Err(_) => {}
            }
        }
    }

    fn file(&mut self, path: &Path, below: &Path) {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let real = parent.unwrap_or(Path::new(".")).canonicalize();
        let key = match (real, path.file_name()) {
            (Ok(real), Some(name)) => real.join(name),
            _ => path.to_owned(),
        };
        if self.seen_files.insert(key) {
            self.found.inputs.push(Input {
                path: path.to_owned(),
                below: below.to_owned(),
            });
        }
    }

    fn fail(&mut self, path: &Path, why: &str) {
        self.found.failures.push(Unusable {
            path: path.to_owned(),
            error: format!("{} {why}", printable_path(path)),
        });
    }

    fn fail_with(&mut self, path: &Path, why: &str, error: &io::Error) {
        self.fail(path, &format!("{why}: {error}"));
    }
}

/// The names in a folder, sorted, so that every run sees the same order.
fn names_in(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    let mut names = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A folder with these empty files in it.
    fn folder_with(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"").unwrap();
        }
        dir
    }

    fn names(found: &Found, root: &Path) -> Vec<String> {
        let relative = |input: &Input| input.path.strip_prefix(root).unwrap().display().to_string();
        found.inputs.iter().map(relative).collect()
    }

    #[test]
    fn folders_are_searched_below_sorted_and_only_for_pictures() {
        let dir = folder_with(&[
            "b.PNG",
            "a/z.jpg",
            "a/k/x.tiff",
            "c.txt",
            ".hidden.png",
            ".git/y.png",
        ]);
        let found = find(&[dir.path().to_owned()], None);
        assert_eq!(names(&found, dir.path()), ["a/k/x.tiff", "a/z.jpg", "b.PNG"]);
        assert_eq!(found.inputs[0].below, Path::new("a/k"));
        assert!(found.failures.is_empty());
    }

    #[test]
    fn a_file_is_run_once_whatever_names_it_and_by_any_extension() {
        let dir = folder_with(&["a.png", "notes.txt"]);
        let again = dir.path().join("../").join(dir.path().file_name().unwrap());
        let paths = [
            dir.path().join("notes.txt"),
            dir.path().join("a.png"),
            dir.path().to_owned(),
            again,
        ];
        assert_eq!(names(&find(&paths, None), dir.path()), ["notes.txt", "a.png"]);
    }

    #[test]
    fn what_is_missing_is_reported_and_the_rest_is_found() {
        let dir = folder_with(&["a.png"]);
        let missing = dir.path().join("gone.png");
        let found = find(&[missing.clone(), dir.path().to_owned()], None);
        assert_eq!(names(&found, dir.path()), ["a.png"]);
        assert_eq!(found.failures[0].path, missing);
        assert!(found.failures[0].error.contains("gone.png cannot be read"));
    }

    #[test]
    fn results_of_an_earlier_run_are_no_inputs() {
        let dir = folder_with(&[
            "a.png",
            "a.png.overlay.png",
            "out/a.png.map.png",
            "out/k/b.png.overlay.png",
            "out/c.png",
        ]);
        let found = find(&[dir.path().to_owned()], Some(&dir.path().join("out")));
        assert_eq!(
            names(&found, dir.path()),
            ["a.png", "a.png.overlay.png", "out/c.png"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_between_folders_do_not_make_the_search_endless() {
        use std::os::unix::fs::symlink;
        let dir = folder_with(&["a/x.png", "b/y.png"]);
        symlink(dir.path(), dir.path().join("a/up")).unwrap();
        symlink(dir.path().join("b"), dir.path().join("a/b")).unwrap();
        symlink(dir.path().join("gone.png"), dir.path().join("broken.png")).unwrap();
        let found = find(&[dir.path().to_owned()], None);
        assert_eq!(names(&found, dir.path()), ["a/b/y.png", "a/x.png"]);
        assert_eq!(found.failures.len(), 1, "{:?}", found.failures);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_refused_instead_of_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("s.png");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let found = find(&[socket], None);
        assert!(found.failures[0].error.contains("neither a file nor a folder"));
    }
}
