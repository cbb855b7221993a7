//! Sessions by name, and the folder they are kept in.

use crate::base::printable_path;
use crate::cli::exit::UsageError;
use crate::cli::streams::say;
use crate::run::is_bare_name;
use crate::session::{Opened, find_session, open, place_for_session, sessions_folders};
use std::path::{Path, PathBuf};

/// Where sessions are that are called by a bare name.
#[derive(Debug, Clone, clap::Args)]
pub struct SessionsFolder {
    /// Folder of the sessions that are called by a name alone [default: sessions in this folder if it is there, else in
    /// the user's data folder]
    #[arg(long = "sessions", value_name = "DIR", env = "VIP2CLIP_SESSIONS")]
    folder: Option<PathBuf>,
}

/// A session by path or name.
#[derive(Debug, Clone, clap::Args)]
pub struct Which {
    /// The session: its file, or its name in the folder of sessions
    #[arg(value_name = "SESSION")]
    name: PathBuf,
    #[command(flatten)]
    place: SessionsFolder,
}

impl SessionsFolder {
    /// The folders that are looked into.
    pub fn folders(&self) -> Vec<PathBuf> {
        match &self.folder {
            Some(folder) => vec![folder.clone()],
            None => sessions_folders(),
        }
    }

    /// Where a new session goes: a path as given, a name in the folder, or without either a name of its own.
    pub fn place(&self, given: Option<&Path>, subject: &str) -> Result<PathBuf, UsageError> {
        match (self.folders().first(), given) {
            (Some(folder), given) => Ok(place_for_session(folder, given, subject)),
            (None, Some(path)) if !is_bare_name(path) => Ok(path.to_owned()),
            (None, _) => Err(UsageError(
                "there is no home folder to keep sessions in: name a file with --out or a folder with --sessions"
                    .to_owned(),
            )),
        }
    }

    /// Reads a session, and says what of it is not understood.
    pub fn open(&self, name: &Path) -> anyhow::Result<Opened> {
        let path = find_session(&self.folders(), name)?;
        let opened = open(&path)?;
        for warning in &opened.warnings {
            say(format_args!("warning: {}: {warning}", printable_path(&path)));
        }
        Ok(opened)
    }
}

impl Which {
    /// Reads it.
    pub fn open(&self) -> anyhow::Result<Opened> {
        self.place.open(&self.name)
    }
}
