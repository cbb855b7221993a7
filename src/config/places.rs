//! Where files of settings are looked for.

use crate::base::config_folder;
use std::path::{Path, PathBuf};

/// The name of a project's file.
pub const PROJECT_FILE: &str = "vip2clip.toml";

/// The user's file: `~/.config/vip2clip-tui/config.toml`. `None` without a home.
pub fn user_file() -> Option<PathBuf> {
    Some(config_folder()?.join("config.toml"))
}

/// Where a project's file may be, the nearest first: in `folder` and those above it, up to the home folder or the first
/// that is a git repository.
pub fn project_candidates(folder: &Path, home: Option<&Path>) -> Vec<PathBuf> {
    let mut candidates = Vec::new();
    for folder in folder.ancestors() {
        candidates.push(folder.join(PROJECT_FILE));
        if Some(folder) == home || folder.join(".git").exists() {
            break;
        }
    }
    candidates
}

/// The project's file that holds in `folder`.
pub fn project_file(folder: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let mut candidates = project_candidates(folder, home).into_iter();
    candidates.find(|file| file.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_goes_up_and_ends_at_a_repository_or_at_home() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let deep = root.join("home/repository/a/b");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir(root.join("home/repository/.git")).unwrap();
        let found = |from: &Path, home: Option<&Path>| project_file(from, home);

        std::fs::write(root.join("home").join(PROJECT_FILE), "").unwrap();
        assert_eq!(found(&deep, None), None, "beyond the repository");

        let inside = root.join("home/repository").join(PROJECT_FILE);
        std::fs::write(&inside, "").unwrap();
        assert_eq!(found(&deep, None), Some(inside));

        std::fs::write(root.join(PROJECT_FILE), "").unwrap();
        let home = root.join("home");
        std::fs::remove_file(home.join(PROJECT_FILE)).unwrap();
        std::fs::create_dir_all(home.join("photos")).unwrap();
        assert_eq!(found(&home.join("photos"), Some(&home)), None, "beyond home");
    }
}
