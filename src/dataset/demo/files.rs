//! The files of a set: drawn on every core, each written whole or not at all.

use super::set::{DemoItem, DemoSet};
use crate::base::{CancelToken, printable_path, write_atomically};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why a set is not on disk.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file or folder cannot be written.
    #[error("cannot write {}: {cause}", printable_path(path))]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// There is nowhere to keep it.
    #[error(
        "there is no folder for the demo's pictures\n  what to do: set HOME or XDG_CACHE_HOME, or draw them where you \
         like: vip2clip-tui dataset demo DIR --unseen"
    )]
    NoCache,
    /// The set asks for more than anybody means.
    #[error("a set of drawn pictures {0}")]
    TooMuch(String),
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl DemoError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |cause| Self::Io {
            path: path.to_owned(),
            cause,
        }
    }
}

/// Draws and writes every item; `done` hears of each, on whichever thread drew it. The first file that cannot be written
/// ends it.
pub fn write_set(
    folder: &Path,
    set: &DemoSet,
    cancel: &CancelToken,
    done: &(dyn Fn() + Sync),
) -> Result<(), DemoError> {
    let items = set.items();
    make_folders(folder, set, &items)?;
    items.par_iter().try_for_each(|item| {
        if cancel.is_cancelled() {
            return Err(DemoError::Cancelled);
        }
        write_item(folder, set, item)?;
        done();
        Ok(())
    })
}

fn make_folders(folder: &Path, set: &DemoSet, items: &[DemoItem]) -> Result<(), DemoError> {
    let files = items
        .iter()
        .flat_map(|item| [Some(set.picture(item)), set.mask(item)])
        .flatten();
    let folders: BTreeSet<_> = files
        .filter_map(|file| file.parent().map(|parent| folder.join(parent)))
        .collect();
    folders
        .iter()
        .try_for_each(|path| fs::create_dir_all(path).map_err(DemoError::io(path)))
}

/// The mask first: a picture that is there has its mask.
fn write_item(folder: &Path, set: &DemoSet, item: &DemoItem) -> Result<(), DemoError> {
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

fn write_png(path: &Path, pixels: &[u8], side: u32, colour: ExtendedColorType) -> Result<(), DemoError> {
    write_atomically(path, |out| {
        PngEncoder::new(out)
            .write_image(pixels, side, side, colour)
            .map_err(io::Error::other)
    })
    .map_err(DemoError::io(path))
}
