//! The set that `--demo` opens: drawn once, kept in the cache.

use super::writer;
use crate::base::{CancelSource, cache_folder, printable_path};
use crate::cli::streams::say;
use crate::dataset::demo::{Defect, DemoSet, Family};
use anyhow::{Context, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What everything drawn follows from; part of the folder's name, as are the program's version and the size.
const SEED: u64 = 1;

/// After this time nobody is drawing any more into a folder without its final name.
const ABANDONED: Duration = Duration::from_secs(3600);

/// Families that the demo model never saw, with every defect.
fn set(size: u32) -> DemoSet {
    DemoSet {
        families: Family::unseen().collect(),
        defects: Defect::all().collect(),
        normal: 4,
        anomalous: 1,
        train: 0,
        size,
        seed: SEED,
    }
}

/// The folder of the set, `size` pixels a side; drawn now if it is not there.
///
/// It gets its name when it is whole, so what lies under that name needs no check.
pub fn kept_demo_set(size: u32) -> anyhow::Result<PathBuf> {
    let Some(cache) = cache_folder() else {
        bail!(
            "there is no folder for the demo's pictures\n  what to do: set HOME or XDG_CACHE_HOME, or draw them \
             where you like: vip2clip-tui dataset demo DIR --unseen"
        );
    };
    let name = format!("demo-{}-{size}-{SEED}", env!("CARGO_PKG_VERSION"));
    let folder = cache.join(&name);
    if folder.is_dir() {
        return Ok(folder);
    }
    remove_abandoned(&cache, &name);
    let unfinished = cache.join(format!(".{name}.{}", std::process::id()));
    let set = set(size);
    let items = set.items();
    say(format_args!("drawing {} pictures for the demo", items.len()));
    let never = CancelSource::new();
    let written = writer::prepare(&unfinished, true)
        .and_then(|()| writer::write(&unfinished, &set, &items, false, &never.token()));
    if let Err(error) = written {
        let _ = fs::remove_dir_all(&unfinished);
        return Err(error);
    }
    if let Err(error) = fs::rename(&unfinished, &folder) {
        let _ = fs::remove_dir_all(&unfinished);
        // Another process was faster.
        if !folder.is_dir() {
            return Err(error).with_context(|| format!("cannot write {}", printable_path(&folder)));
        }
    }
    Ok(folder)
}

/// Removes what processes left that were stopped while they drew.
fn remove_abandoned(cache: &Path, name: &str) {
    let prefix = format!(".{name}.");
    for entry in fs::read_dir(cache).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(&prefix);
        let age = entry.metadata().and_then(|metadata| metadata.modified());
        let old = age.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > ABANDONED));
        if ours && old {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
