//! The files of the set: drawn on every core, each written whole or not at all.

use crate::base::{CancelToken, printable_path, write_atomically};
use crate::cli::exit::UsageError;
use crate::cli::progress::Progress;
use crate::dataset::demo::{DemoItem, DemoSet};
use anyhow::Context;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use rayon::prelude::*;
use std::collections::BTreeSet;
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

/// Draws and writes every item; the time it took, or nothing when somebody cancelled. The first file that cannot be
/// written ends it.
pub fn write(
    folder: &Path,
    set: &DemoSet,
    items: &[DemoItem],
    machine: bool,
    cancel: &CancelToken,
) -> anyhow::Result<Option<Duration>> {
    make_folders(folder, set, items)?;
    let progress = Mutex::new(Progress::new(items.len(), machine));
    let result = items.par_iter().try_for_each(|item| {
        if cancel.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        write_item(folder, set, item).map_err(Stop::Failed)?;
        progress.lock().unwrap_or_else(PoisonError::into_inner).picture();
        Ok(())
    });
    let time = progress.lock().unwrap_or_else(PoisonError::into_inner).finish();
    match result {
        Ok(()) => Ok(Some(time)),
        Err(Stop::Cancelled) => Ok(None),
        Err(Stop::Failed(error)) => Err(error),
    }
}

enum Stop {
    Cancelled,
    Failed(anyhow::Error),
}

fn make_folders(folder: &Path, set: &DemoSet, items: &[DemoItem]) -> anyhow::Result<()> {
    let files = items
        .iter()
        .flat_map(|item| [Some(set.picture(item)), set.mask(item)])
        .flatten();
    let folders: BTreeSet<_> = files
        .filter_map(|file| file.parent().map(|parent| folder.join(parent)))
        .collect();
    for path in folders {
        fs::create_dir_all(&path)
            .with_context(|| format!("cannot make the folder {}", printable_path(&path)))?;
    }
    Ok(())
}

/// The mask first: a picture that is there has its mask.
fn write_item(folder: &Path, set: &DemoSet, item: &DemoItem) -> anyhow::Result<()> {
    let drawing = set.draw(item);
    let side = set.size;
    if let Some(mask) = set.mask(item) {
        write_png(&folder.join(mask), &drawing.mask, side, ExtendedColorType::L8)?;
    }
    write_png(
        &folder.join(set.picture(item)),
        &drawing.picture,
        side,
        ExtendedColorType::Rgb8,
    )
}

fn write_png(path: &Path, pixels: &[u8], side: u32, colour: ExtendedColorType) -> anyhow::Result<()> {
    write_atomically(path, |out| {
        PngEncoder::new(out)
            .write_image(pixels, side, side, colour)
            .map_err(io::Error::other)
    })
    .with_context(|| format!("cannot write {}", printable_path(path)))
}
