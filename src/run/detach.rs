//! A run as a process of its own: it has its own session, so neither a closed connection nor the end of whoever started
//! it reaches it.

use super::process::DETACHED;
use super::{Pulse, RunError, RunHead, RunPaths, RunStatus};
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Time between two looks for the first heartbeat.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Bytes of a failed process's output that are told.
const WORDS: u64 = 4096;

/// A run that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detached {
    /// Its folder.
    pub folder: PathBuf,
    /// Its process.
    pub pid: u32,
}

/// Starts `program` with `arguments`, which must make a run in `folder` and call [`super::leave_terminal`]. Comes back
/// when the run's first heartbeat is there; a process that ends before fails with its own words. What it writes goes to
/// [`RunPaths::output`].
pub fn detach(program: &Path, arguments: &[OsString], folder: &Path) -> Result<Detached, RunError> {
    let is_new = !folder.exists();
    std::fs::create_dir_all(folder).map_err(RunError::io(folder, "the folder cannot be made"))?;
    let paths = RunPaths::new(folder);
    let result = start(program, arguments, &paths);
    if result.is_err() && is_new && !paths.record().exists() {
        // Nothing of a run that never was.
        let _ = std::fs::remove_file(paths.output());
        let _ = std::fs::remove_dir(folder);
    }
    result
}

fn start(program: &Path, arguments: &[OsString], paths: &RunPaths) -> Result<Detached, RunError> {
    let output = paths.output();
    let failed = || RunError::io(&output, "it cannot be opened");
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .read(true)
        .open(&output)
        .map_err(failed())?;
    // A run that goes on appends to what it wrote before.
    let begin = file.seek(SeekFrom::End(0)).map_err(failed())?;
    let (out, err) = (
        file.try_clone().map_err(failed())?,
        file.try_clone().map_err(failed())?,
    );
    let mut child = Command::new(program)
        .args(arguments)
        .env(DETACHED, "1")
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .map_err(RunError::io(program, "it cannot be started"))?;
    let pid = child.id();
    while !is_under_way(paths, pid) {
        if let Some(status) = child.try_wait().map_err(RunError::io(program, "it is lost"))? {
            if status.success() {
                break;
            }
            return Err(RunError::NotStarted {
                folder: paths.folder().to_owned(),
                words: words(&mut file, begin),
                status: status.code(),
            });
        }
        std::thread::sleep(LOOK_EVERY);
    }
    bury_later(child);
    Ok(Detached {
        folder: paths.folder().to_owned(),
        pid,
    })
}

/// Whether this process holds the run: its heart beats and the record says so.
fn is_under_way(paths: &RunPaths, pid: u32) -> bool {
    Pulse::read(&paths.heartbeat()).is_some_and(|pulse| pulse.pid == pid && pulse.is_alive())
        && RunHead::read(&paths.record()).is_ok_and(|head| head.status == RunStatus::Running)
}

/// A process whose parent does not ask for its end stays as a shadow; the workbench may outlive many runs.
fn bury_later(mut child: Child) {
    let _ = std::thread::Builder::new()
        .name("bury".to_owned())
        .spawn(move || child.wait());
}

fn words(file: &mut File, begin: u64) -> String {
    let length = file.metadata().map_or(0, |found| found.len());
    let mut bytes = Vec::new();
    let from = begin.max(length.saturating_sub(WORDS));
    let read = file
        .seek(SeekFrom::Start(from))
        .and_then(|_| file.take(WORDS).read_to_end(&mut bytes));
    match read {
        Ok(_) => String::from_utf8_lossy(&bytes).trim().to_owned(),
        Err(error) => error.to_string(),
    }
}
