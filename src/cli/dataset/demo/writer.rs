//! The folder of the set and the progress of drawing it.

use crate::base::{CancelToken, printable_path};
use crate::cli::exit::UsageError;
use crate::cli::progress::Progress;
use crate::dataset::demo::{DemoError, DemoSet, write_set};
use anyhow::Context;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Makes the folder, and refuses one that holds something unless `force`.
pub fn prepare(folder: &Path, force: bool) -> anyhow::Result<()> {
    let shown = printable_path(folder);
    match fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
        Ok(true) if !force => Err(UsageError(format!(
            "{shown} is not empty: name a new folder, or add --force to write into it (files of the same names are \
             replaced, everything else stays)"
        ))
        .into()),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {shown}"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(UsageError(format!("{shown} is a file: name a folder")).into())
        }
        Err(error) => Err(error).with_context(|| format!("cannot read the folder {shown}")),
    }
}

/// Draws and writes every item; the time it took, or nothing when somebody cancelled.
pub fn write(
    folder: &Path,
    set: &DemoSet,
    items: usize,
    machine: bool,
    cancel: &CancelToken,
) -> anyhow::Result<Option<Duration>> {
    let progress = Mutex::new(Progress::new(items, machine));
    let lock = || progress.lock().unwrap_or_else(PoisonError::into_inner);
    let result = write_set(folder, set, cancel, &|| lock().picture());
    let time = lock().finish();
    match result {
        Ok(()) => Ok(Some(time)),
        Err(DemoError::Cancelled) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
