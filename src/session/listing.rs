//! Which sessions there are.

use super::file::open;
use super::place::ENDING;
use super::{Opened, SessionError};
use std::path::Path;

/// A session in a list.
pub type SessionSummary = Opened;

/// The sessions in a folder, by name. Files that are no sessions come as errors; a folder that is not there has none.
pub fn sessions_in(folder: &Path) -> Vec<Result<SessionSummary, SessionError>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == ENDING) && path.is_file())
        .collect();
    paths.sort();
    paths.iter().map(|path| open(path)).collect()
}
