//! Where runs are kept, and how they are named.

use super::{RunKind, RunPaths, now, rfc3339};
use crate::base::data_folder;
use std::path::{Component, Path, PathBuf};

/// The folder of runs where the user names none: `~/.local/share/vip2clip-tui/runs`; none without a home.
pub fn default_runs_folder() -> Option<PathBuf> {
    Some(data_folder()?.join("runs"))
}

/// Whether this is a name and no path: one plain part, without `./` before it.
pub fn is_bare_name(path: &Path) -> bool {
    let mut parts = path.components();
    // `a/` has one component, and is meant as a path.
    let is_plain = !path.as_os_str().as_encoded_bytes().contains(&b'/');
    is_plain && matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
}

/// Where a new run goes: the path given, a bare name in `runs`, or without either a name made of the time, what the
/// run does and `subject`, that nothing in `runs` has yet.
pub fn place_for_new(runs: &Path, given: Option<&Path>, kind: RunKind, subject: &str) -> PathBuf {
    match given {
        Some(name) if is_bare_name(name) => runs.join(name),
        Some(path) => path.to_owned(),
        None => {
            let time: String = rfc3339(now())
                .chars()
                .filter(|c| !matches!(c, '-' | ':'))
                .collect();
            let subject: String = subject
                .chars()
                .map(|c| {
                    if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                        c
                    } else {
                        '_'
                    }
                })
                .collect();
            let name = format!("{time}-{}-{subject}", kind.name());
            let mut place = runs.join(&name);
            let mut number = 2;
            while place.exists() {
                place = runs.join(format!("{name}-{number}"));
                number += 1;
            }
            place
        }
    }
}

/// The folder of the run that is called so: a path, or a bare name in `runs` or else here.
pub fn find_run(runs: Option<&Path>, name: &Path) -> PathBuf {
    runs.filter(|_| is_bare_name(name))
        .map(|runs| runs.join(name))
        .filter(|folder| RunPaths::new(folder).record().is_file())
        .unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_names_go_to_the_folder_of_runs_and_paths_stay() {
        let runs = Path::new("/runs");
        for (given, expected) in [
            ("a", "/runs/a"),
            ("a.b", "/runs/a.b"),
            ("./a", "./a"),
            ("a/", "a/"),
            ("b/a", "b/a"),
            ("/a", "/a"),
            ("..", ".."),
        ] {
            let place = place_for_new(runs, Some(Path::new(given)), RunKind::Train, "x");
            assert_eq!(place, Path::new(expected), "{given}");
        }
    }

    #[test]
    fn a_name_that_is_made_is_new_and_plain() {
        let dir = tempfile::tempdir().unwrap();
        let one = place_for_new(dir.path(), None, RunKind::Train, "a b/c");
        assert!(one.to_string_lossy().ends_with("-train-a_b_c"), "{one:?}");
        std::fs::create_dir(&one).unwrap();
        let two = place_for_new(dir.path(), None, RunKind::Train, "a b/c");
        assert_ne!(one, two);
        assert_eq!(two.parent(), Some(dir.path()));
    }

    #[test]
    fn a_run_is_found_by_name_where_runs_are_kept_and_else_here() {
        let dir = tempfile::tempdir().unwrap();
        let run = dir.path().join("a");
        let name = Path::new("a");
        assert_eq!(find_run(Some(dir.path()), name), name);
        std::fs::create_dir(&run).unwrap();
        std::fs::write(run.join("run.toml"), "").unwrap();
        assert_eq!(find_run(Some(dir.path()), name), run);
        assert_eq!(find_run(None, name), name);
    }
}
