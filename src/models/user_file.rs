//! The user's own registry: entries that were added, and where files of the project's entries were found.

use super::entry_form::EntryForm;
use super::{ModelEntry, ModelsError};
use crate::base::write_atomically;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Form of the file.
const SCHEMA: u32 = 1;
/// Larger than any registry.
const MAX_BYTES: u64 = 1 << 20;

/// A file of the project's entry on this machine, as it was when it was last hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalRecord {
    /// The entry.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// sha256.
    pub sha256: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    schema: u32,
    #[serde(default, rename = "model", skip_serializing_if = "Vec::is_empty")]
    models: Vec<EntryForm>,
    #[serde(default, rename = "local", skip_serializing_if = "Vec::is_empty")]
    locals: Vec<LocalRecord>,
}

/// What stands in a registry's file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    pub entries: Vec<ModelEntry>,
    pub locals: Vec<LocalRecord>,
}

impl Contents {
    /// Parses the text of a registry; the reason in words if it is none.
    pub fn parse(text: &str, is_users: bool) -> Result<Self, String> {
        // The message of toml quotes the file: its own line ends are kept, everything else is made printable.
        let stored: Stored = toml::from_str(text).map_err(|error| {
            let lines: Vec<_> = error.message().lines().map(crate::base::printable).collect();
            lines.join(" ")
        })?;
        if stored.schema != SCHEMA {
            return Err(format!(
                "it is of schema {}, and this program knows schema {SCHEMA}",
                stored.schema
            ));
        }
        let mut entries: Vec<ModelEntry> = Vec::with_capacity(stored.models.len());
        for form in stored.models {
            let entry = form.into_entry(is_users)?;
            if entries.iter().any(|other| other.name == entry.name) {
                return Err(format!("model '{}' stands there twice", entry.name));
            }
            entries.push(entry);
        }
        for local in &stored.locals {
            super::entry_form::check_name(&local.name)?;
        }
        Ok(Self {
            entries,
            locals: stored.locals,
        })
    }

    /// Reads the file at `path`; nothing if there is none.
    pub fn read(path: &Path) -> Result<Self, ModelsError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(ModelsError::io(path, "cannot be read")(error)),
        };
        let damaged = |reason: String| ModelsError::Registry {
            file: path.to_owned(),
            reason,
        };
        let mut text = String::new();
        let read = file.take(MAX_BYTES + 1).read_to_string(&mut text);
        match read {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(damaged("it is not text in UTF-8".to_owned()));
            }
            other => drop(other.map_err(ModelsError::io(path, "cannot be read"))?),
        }
        if text.len() as u64 > MAX_BYTES {
            return Err(damaged("it is larger than 1 MB".to_owned()));
        }
        Self::parse(&text, true).map_err(damaged)
    }

    /// Changes the file at `path`: reads it anew, so that what another process wrote meanwhile stays.
    pub fn update<T>(
        path: &Path,
        change: impl FnOnce(&mut Self) -> Result<T, ModelsError>,
    ) -> Result<(Self, T), ModelsError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(ModelsError::io(folder, "cannot be made"))?;
        }
        let lock_path = path.with_extension("toml.lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(ModelsError::io(&lock_path, "cannot be written"))?;
        // Held until it is dropped. Where a file system knows no locks the last writer wins, as without.
        let _ = lock.lock();
        let mut contents = Self::read(path)?;
        let answer = change(&mut contents)?;
        contents.write(path)?;
        Ok((contents, answer))
    }

    fn write(&self, path: &Path) -> Result<(), ModelsError> {
        let stored = Stored {
            schema: SCHEMA,
            models: self.entries.iter().map(EntryForm::from).collect(),
            locals: self.locals.clone(),
        };
        let text = toml::to_string(&stored).map_err(|error| ModelsError::Registry {
            file: path.to_owned(),
            reason: error.to_string(),
        })?;
        write_atomically(path, |out| {
            for_owner_only(out.get_ref())?;
            out.write_all(b"# Models of yours, written by `vip2clip-tui models`.\n")?;
            out.write_all(text.as_bytes())
        })
        .map_err(ModelsError::io(path, "cannot be written"))
    }

    /// Puts `local` in the place of what was known of that name.
    pub fn remember(&mut self, local: LocalRecord) {
        self.locals.retain(|other| other.name != local.name);
        self.locals.push(local);
    }
}

/// Addresses may be private, so nobody else reads the file.
pub fn for_owner_only(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    let _ = file;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_belongs_to_the_owner() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config/models.toml");
        assert_eq!(Contents::read(&path).unwrap(), Contents::default());
        let local = LocalRecord {
            name: "a".to_owned(),
            path: "/x/a".into(),
            size: 3,
            sha256: "00".to_owned(),
        };
        for _ in 0..2 {
            Contents::update(&path, |contents| {
                contents.remember(local.clone());
                Ok(())
            })
            .unwrap();
        }
        assert_eq!(Contents::read(&path).unwrap().locals, [local]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn damage_is_named_and_cannot_reach_the_terminal() {
        for (text, expected) in [
            ("schema = 2", "schema 2"),
            ("schema = 1\ncolour = 3", "colour"),
            (
                "schema = 1\n[[model]]\nname = \"a\\u001b[2J\"\nkind = \"prompts\"\nfile = \"f\"",
                "a\\u{1b}",
            ),
            ("schema = 1\n\"k\\u001b[2J\" = 1", "unknown field"),
            ("= ", ""),
            (
                "schema = 1\n[[model]]\nname='a'\nkind='prompts'\nfile='f'\n[[model]]\nname='a'\nkind='prompts'\nfile='f'",
                "twice",
            ),
        ] {
            let error = Contents::parse(text, true).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
            assert!(!error.chars().any(char::is_control), "{error:?}");
        }
    }
}
