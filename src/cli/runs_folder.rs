//! The folder that runs are kept in, and runs called by name.

use super::exit::UsageError;
use crate::run::{RunKind, default_runs_folder, find_run, is_bare_name, place_for_new};
use std::path::{Path, PathBuf};

/// Where runs are that are called by a bare name.
#[derive(Debug, Clone, clap::Args)]
pub struct RunsFolder {
    /// Folder of the runs that are called by a name alone [default: runs in the user's data folder]
    #[arg(long = "runs", value_name = "DIR", env = "VIP2CLIP_RUNS")]
    folder: Option<PathBuf>,
}

impl RunsFolder {
    /// The folder; none without a home.
    pub fn folder(&self) -> Option<PathBuf> {
        self.folder.clone().or_else(default_runs_folder)
    }

    /// Where a new run goes: a path as given, a name in the folder, or without either a name of its own.
    pub fn place(&self, given: Option<&Path>, kind: RunKind, subject: &str) -> Result<PathBuf, UsageError> {
        let runs = self.folder();
        match (runs, given) {
            (Some(runs), given) => Ok(place_for_new(&runs, given, kind, subject)),
            (None, Some(path)) if !is_bare_name(path) => Ok(path.to_owned()),
            (None, _) => Err(UsageError(
                "there is no home folder to keep runs in: name a folder with --run or --runs".to_owned(),
            )),
        }
    }

    /// The folder of a run that is there.
    pub fn find(&self, name: &Path) -> PathBuf {
        find_run(self.folder().as_deref(), name)
    }
}
