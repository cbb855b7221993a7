//! When the folders and index files of a dataset last changed.

use crate::base::CancelToken;
use crate::dataset::{Folder, Tree};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// File systems date changes by the tick of a clock, 4 to 10 ms on Linux: a change within the tick of another one
/// leaves no trace.
const TICK: Duration = Duration::from_millis(50);

/// Folders and index files with the time of their last change. Files are not looked at one by one: a new, removed or
/// renamed one changes its folder.
#[derive(Serialize, Deserialize)]
pub(super) struct Stamps<'a> {
    #[serde(borrow)]
    folders: Vec<Stamp<'a>>,
    /// Files that say which samples there are.
    #[serde(borrow)]
    tables: Vec<Stamp<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Stamp<'a> {
    /// Relative to the root.
    #[serde(borrow)]
    path: Cow<'a, [u8]>,
    /// Since 1970.
    modified: Duration,
    /// Bytes; 0 for a folder.
    size: u64,
}

impl Stamps<'_> {
    /// The stamps of a tree that was read at `started`; `None` where a later change could leave no trace.
    pub fn of(tree: &Tree, started: SystemTime) -> Option<Self> {
        let latest = started.checked_sub(TICK)?;
        let mut stamps = Self {
            folders: Vec::new(),
            tables: Vec::new(),
        };
        stamps.add(tree, &tree.top, &mut PathBuf::new(), latest)?;
        Some(stamps)
    }

    fn add(&mut self, tree: &Tree, folder: &Folder, path: &mut PathBuf, latest: SystemTime) -> Option<()> {
        self.folders.push(Stamp::new(path, folder.modified?, 0, latest)?);
        for file in folder.files.iter().filter(|file| is_table(&file.name)) {
            let path = path.join(&*file.name);
            let modified = tree.root.join(&path).metadata().ok()?.modified().ok()?;
            self.tables.push(Stamp::new(&path, modified, file.size, latest)?);
        }
        for inner in &folder.folders {
            path.push(&*inner.name);
            self.add(tree, inner, path, latest)?;
            path.pop();
        }
        Some(())
    }

    /// Whether everything below `root` still has its stamp.
    pub fn hold(&self, root: &Path, cancel: &CancelToken) -> bool {
        let unchanged = |stamp: &Stamp, is_folder: bool| {
            let path = root.join(OsStr::from_bytes(&stamp.path));
            !cancel.is_cancelled()
                && path.metadata().is_ok_and(|metadata| {
                    metadata.is_dir() == is_folder
                        && metadata
                            .modified()
                            .is_ok_and(|time| since_1970(time) == Some(stamp.modified))
                        && (is_folder || metadata.len() == stamp.size)
                })
        };
        self.folders.par_iter().all(|stamp| unchanged(stamp, true))
            && self.tables.par_iter().all(|stamp| unchanged(stamp, false))
    }
}

impl Stamp<'_> {
    fn new(path: &Path, modified: SystemTime, size: u64, latest: SystemTime) -> Option<Self> {
        let settled = modified < latest;
        settled.then_some(Self {
            path: Cow::Owned(path.as_os_str().as_bytes().to_owned()),
            modified: since_1970(modified)?,
            size,
        })
    }
}

fn since_1970(time: SystemTime) -> Option<Duration> {
    time.duration_since(SystemTime::UNIX_EPOCH).ok()
}

/// Whether a file of that name can say which samples there are or what their labels are.
fn is_table(name: &OsStr) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|extension| {
        ["json", "csv", "txt"]
            .iter()
            .any(|table| extension.eq_ignore_ascii_case(table))
    })
}
