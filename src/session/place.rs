//! Where sessions are kept, and how they are named.

use super::SessionError;
use crate::base::{data_folder, printable_path};
use crate::run::{is_bare_name, now, rfc3339};
use std::path::{Path, PathBuf};

/// The ending of a session's file.
pub(super) const ENDING: &str = "toml";

/// `sessions` of the working folder if it is there, else that of the user: `~/.local/share/vip2clip-tui/sessions`. None
/// without a home.
pub fn default_sessions_folder() -> Option<PathBuf> {
    sessions_folders().into_iter().next()
}

/// Both of them, the first of which is the default.
pub fn sessions_folders() -> Vec<PathBuf> {
    let here = PathBuf::from("sessions");
    let users = data_folder().map(|folder| folder.join("sessions"));
    here.is_dir().then_some(here).into_iter().chain(users).collect()
}

/// The file of a new session: a bare name in `folder`, a path as given, or without either a name made of the time and
/// `subject` that nothing in `folder` has yet.
pub fn place_for_session(folder: &Path, given: Option<&Path>, subject: &str) -> PathBuf {
    match given {
        Some(name) if is_bare_name(name) => folder.join(with_ending(name)),
        Some(path) => path.to_owned(),
        None => {
            let plain = |c: char| {
                if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                    c
                } else {
                    '_'
                }
            };
            let time: String = rfc3339(now())
                .chars()
                .filter(|c| !matches!(c, '-' | ':'))
                .collect();
            let name = format!("{time}-{}", subject.chars().map(plain).collect::<String>());
            let place = |name: String| folder.join(format!("{name}.{ENDING}"));
            let numbered = (2..).map(|number| place(format!("{name}-{number}")));
            let mut places = std::iter::once(place(name.clone())).chain(numbered);
            places
                .find(|place| !place.exists())
                .unwrap_or_else(|| place(name.clone()))
        }
    }
}

/// The file of the session that is called so: a path, or a bare name in one of `folders`.
pub fn find_session(folders: &[PathBuf], name: &Path) -> Result<PathBuf, SessionError> {
    let in_folders = folders.iter().filter(|_| is_bare_name(name));
    let named = in_folders.flat_map(|folder| [folder.join(with_ending(name)), folder.join(name)]);
    let mut places = std::iter::once(name.to_owned()).chain(named);
    places.find(|place| place.is_file()).ok_or_else(|| {
        let searched: Vec<String> = folders.iter().map(|folder| printable_path(folder)).collect();
        SessionError::NotFound {
            name: name.to_owned(),
            searched: searched.join(", "),
        }
    })
}

fn with_ending(name: &Path) -> PathBuf {
    if name.extension().is_some_and(|ending| ending == ENDING) {
        return name.to_owned();
    }
    let mut name = name.as_os_str().to_owned();
    name.push(".");
    name.push(ENDING);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_file_in_the_folder_and_a_path_stays() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path();
        for (given, expected) in [
            ("a", folder.join("a.toml")),
            ("a.toml", folder.join("a.toml")),
            ("v1.5", folder.join("v1.5.toml")),
            ("./a.toml", PathBuf::from("./a.toml")),
            ("/x/a", PathBuf::from("/x/a")),
        ] {
            assert_eq!(place_for_session(folder, Some(Path::new(given)), ""), expected);
        }
        let one = place_for_session(folder, None, "a b");
        std::fs::write(&one, "").unwrap();
        let two = place_for_session(folder, None, "a b");
        assert!(
            one != two && two.to_string_lossy().ends_with("-a_b-2.toml"),
            "{two:?}"
        );
    }

    #[test]
    fn a_session_is_found_by_its_name_and_by_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let folders = [dir.path().join("none"), dir.path().to_owned()];
        let file = dir.path().join("a.b.toml");
        std::fs::write(&file, "").unwrap();
        for name in ["a.b", "a.b.toml"] {
            assert_eq!(find_session(&folders, Path::new(name)).unwrap(), file);
        }
        assert_eq!(find_session(&[], &file).unwrap(), file);
        let error = find_session(&folders, Path::new("c")).unwrap_err().to_string();
        assert!(
            error.contains("no session c") && error.contains("session list"),
            "{error}"
        );
    }
}
