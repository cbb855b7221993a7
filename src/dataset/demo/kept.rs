//! Sets that are drawn once and kept in the cache. Beside each lies a file that says which set it is.

use super::draw::SMALLEST;
use super::files::{DemoError, write_set};
use super::set::DemoSet;
use crate::base::{CancelToken, cache_folder, sha256_of_bytes, write_atomically};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// After this time nobody is drawing any more into a folder without its final name.
const ABANDONED: Duration = Duration::from_secs(3600);
/// A set may come from a file of somebody else; more than this many pictures or pixels a side nobody keeps.
const MOST_PICTURES: usize = 5000;
const LARGEST: u32 = 1024;

/// The folder of a set in the cache; drawn now if it is not there. `begin` hears of the number of pictures before that,
/// `done` of each.
///
/// It gets its name when it is whole, so what lies under that name needs no check.
pub fn kept_set(
    set: &DemoSet,
    cancel: &CancelToken,
    begin: &dyn Fn(usize),
    done: &(dyn Fn() + Sync),
) -> Result<PathBuf, DemoError> {
    check(set)?;
    let cache = cache_folder().ok_or(DemoError::NoCache)?;
    let description = describe(set)?;
    let name = name_of(set, &description);
    let folder = cache.join(&name);
    if !folder.is_dir() {
        begin(set.items().len());
        draw_into(&cache, &name, set, cancel, done)?;
    }
    let beside = cache.join(format!("{name}.toml"));
    if !beside.is_file() {
        write_atomically(&beside, |out| out.write_all(description.as_bytes()))
            .map_err(DemoError::io(&beside))?;
    }
    Ok(folder)
}

/// The set that a folder of the cache holds; none for any other folder.
pub fn kept_set_behind(root: &Path) -> Option<DemoSet> {
    let cache = cache_folder()?.canonicalize().ok()?;
    let root = root.canonicalize().ok()?;
    if root.parent()? != cache {
        return None;
    }
    let mut beside = root.file_name()?.to_owned();
    beside.push(".toml");
    toml::from_str(&fs::read_to_string(cache.join(beside)).ok()?).ok()
}

fn check(set: &DemoSet) -> Result<(), DemoError> {
    let classes = set.families.len().max(1);
    let each = set.defects.len().saturating_mul(set.anomalous);
    let each = each.saturating_add(set.normal).saturating_add(set.train);
    let pictures = classes.saturating_mul(each);
    if pictures > MOST_PICTURES {
        return Err(DemoError::TooMuch(format!(
            "of {pictures} pictures is not kept, {MOST_PICTURES} at most"
        )));
    }
    if !(SMALLEST..=LARGEST).contains(&set.size) {
        return Err(DemoError::TooMuch(format!(
            "of {} pixels a side is not kept, {SMALLEST} to {LARGEST} are",
            set.size
        )));
    }
    Ok(())
}

fn describe(set: &DemoSet) -> Result<String, DemoError> {
    toml::to_string(set).map_err(|error| DemoError::TooMuch(format!("cannot be described: {error}")))
}

/// What everything drawn follows from is part of the name, as is the program's version.
fn name_of(set: &DemoSet, description: &str) -> String {
    let name = format!("demo-{}-{}-{}", env!("CARGO_PKG_VERSION"), set.size, set.seed);
    if *set == DemoSet::for_a_first_look(set.size) {
        return name;
    }
    let digest = sha256_of_bytes(description.as_bytes());
    format!("{name}-{}", digest.get(..12).unwrap_or(&digest))
}

fn draw_into(
    cache: &Path,
    name: &str,
    set: &DemoSet,
    cancel: &CancelToken,
    done: &(dyn Fn() + Sync),
) -> Result<(), DemoError> {
    remove_abandoned(cache, name);
    let folder = cache.join(name);
    let unfinished = cache.join(format!(".{name}.{}", std::process::id()));
    let drawn = fs::create_dir_all(&unfinished)
        .map_err(DemoError::io(&unfinished))
        .and_then(|()| write_set(&unfinished, set, cancel, done))
        .and_then(|()| fs::rename(&unfinished, &folder).map_err(DemoError::io(&folder)));
    if drawn.is_err() {
        let _ = fs::remove_dir_all(&unfinished);
        // Another process may have been faster.
        if folder.is_dir() {
            return Ok(());
        }
    }
    drawn
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::demo::{Defect, Family};

    fn set() -> DemoSet {
        DemoSet {
            families: vec![Family::Cork],
            defects: vec![Defect::Hole],
            normal: 1,
            anomalous: 1,
            train: 0,
            size: 48,
            seed: 3,
        }
    }

    #[test]
    fn a_description_gives_the_set_again_and_other_sets_other_names() {
        let text = describe(&set()).unwrap();
        assert_eq!(toml::from_str::<DemoSet>(&text).unwrap(), set());
        let other = DemoSet { normal: 2, ..set() };
        assert_ne!(
            name_of(&set(), &text),
            name_of(&other, &describe(&other).unwrap())
        );
        assert!(toml::from_str::<DemoSet>(&text.replace("cork", "gold")).is_err());
    }

    #[test]
    fn nobody_s_file_makes_us_draw_without_end() {
        for wrong in [
            DemoSet {
                normal: usize::MAX,
                ..set()
            },
            DemoSet {
                size: 100_000,
                ..set()
            },
            DemoSet { size: 0, ..set() },
        ] {
            assert!(matches!(check(&wrong), Err(DemoError::TooMuch(_))), "{wrong:?}");
        }
        assert!(check(&set()).is_ok());
    }
}
