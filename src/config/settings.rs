//! What the files say together: the project's before the user's, a command's own table before what is for all.

use super::{Entry, ReadError, TomlFile, project_file, user_file};
use crate::base::home_folder;
use std::path::Path;

/// The table of the command without a name.
const WORKBENCH: &str = "workbench";

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The project's.
    Project,
    /// The user's.
    User,
}

/// The files that were found, the one that wins first.
#[derive(Debug, Default)]
pub struct Settings {
    files: Vec<(Level, TomlFile)>,
}

/// A key that was found for an option.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Whose file.
    pub level: Level,
    /// The file.
    pub file: &'a Path,
    /// The key.
    pub entry: &'a Entry,
}

impl Settings {
    /// Reads the project's file that holds in the working folder, and the user's. What cannot be read is left out.
    pub fn read() -> (Self, Vec<ReadError>) {
        let project = std::env::current_dir()
            .ok()
            .and_then(|here| project_file(&here, home_folder().as_deref()));
        let paths = [(Level::Project, project), (Level::User, user_file())];
        let mut settings = Self::default();
        let mut errors = Vec::new();
        for (level, path) in paths {
            match path.as_deref().map(TomlFile::read) {
                Some(Ok(Some(file))) => settings.files.push((level, file)),
                Some(Ok(None)) | None => {}
                Some(Err(error)) => errors.push(error),
            }
        }
        (settings, errors)
    }

    /// One file alone.
    pub fn of(level: Level, file: TomlFile) -> Self {
        Self {
            files: vec![(level, file)],
        }
    }

    /// The files, the one that wins first.
    pub fn files(&self) -> impl Iterator<Item = (Level, &TomlFile)> {
        self.files.iter().map(|(level, file)| (*level, file))
    }

    /// What is said of an option of `command` (its names, outermost first; none for the workbench): as `option` in the
    /// command's table or in that of a command above it, or as `shared` outside any table.
    pub fn get(&self, command: &[String], option: &str, shared: &str) -> Option<Setting<'_>> {
        let own = tables_of(command).map(|tables| (tables, option));
        let places: Vec<(Vec<String>, &str)> = own.chain([(Vec::new(), shared)]).collect();
        self.files.iter().find_map(|(level, file)| {
            let entry = places.iter().find_map(|(tables, key)| {
                let mut entries = file.entries.iter();
                entries.find(|entry| entry.tables == *tables && entry.key == *key)
            })?;
            Some(Setting {
                level: *level,
                file: &file.path,
                entry,
            })
        })
    }
}

/// The tables that a command listens to, its own first.
fn tables_of(command: &[String]) -> impl Iterator<Item = Vec<String>> {
    let names = match command {
        [] => vec![WORKBENCH.to_owned()],
        names => names.to_vec(),
    };
    (1..=names.len())
        .rev()
        .map(move |length| names[..length].to_vec())
}

impl Entry {
    /// Whether an option of `command` called `option`, or `shared` for all commands, is set by this key.
    pub fn is_for(&self, command: &[String], option: &str, shared: &str) -> bool {
        match self.tables.is_empty() {
            true => self.key == shared,
            false => self.key == option && tables_of(command).any(|tables| tables == self.tables),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TomlFile {
        TomlFile::parse(Path::new(path), text).unwrap()
    }

    #[test]
    fn the_project_wins_over_the_user_and_a_table_over_what_is_for_all() {
        let project = "sigma = 1\n[dataset]\nkind = \"flat\"\n[dataset.check]\nkind = \"mvtec\"\n";
        let user = "sigma = 2\nseed = 3\n[train]\nsigma = 4\nseed = 5\n[workbench]\nseed = 6\n";
        let settings = Settings {
            files: vec![
                (Level::Project, file("p", project)),
                (Level::User, file("u", user)),
            ],
        };
        let line = |command: &str, option: &str| {
            let command: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
            let setting = settings.get(&command, option, option)?;
            assert!(setting.entry.is_for(&command, option, option));
            Some((setting.level, setting.entry.line))
        };
        for (command, option, expected) in [
            ("detect", "sigma", Some((Level::Project, 1))),
            // A project knows more than the user's table.
            ("train", "sigma", Some((Level::Project, 1))),
            ("train", "seed", Some((Level::User, 5))),
            ("", "seed", Some((Level::User, 7))),
            ("detect", "seed", Some((Level::User, 2))),
            ("dataset index", "kind", Some((Level::Project, 3))),
            ("dataset check", "kind", Some((Level::Project, 5))),
            ("detect", "kind", None),
        ] {
            assert_eq!(line(command, option), expected, "{command} {option}");
        }
    }
}
