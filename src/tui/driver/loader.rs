//! The thread that loads pictures for the screen: the newest request wins.

use super::guarded;
use super::injected_panic::{self, Place};
use crate::engine::Newest;
use crate::picture::{self, Limits, Mask, shrink_to};
use crate::tui::app::{FileStamp, LoadedMask, LoadedPicture, SampleId};
use crate::tui::msg::Msg;
use crossbeam_channel::Sender;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// No pane is larger; a picture of more pixels is kept smaller.
const LONGEST_SIDE: u32 = 2048;

/// Nor is a mask kept at more: a defect that vanishes there vanishes on the screen.
const MASK_SIDE: u32 = 1024;

/// A picture to load.
#[derive(Debug)]
pub struct LoadRequest {
    /// Whose.
    pub sample: SampleId,
    /// The file.
    pub path: PathBuf,
    /// It need not be read again if it is still this one.
    pub known: Option<FileStamp>,
    /// Its mask, to be loaded after it.
    pub mask: Option<PathBuf>,
}

/// The handle to the thread. Dropping it ends the thread.
#[derive(Debug)]
pub struct Loader {
    waiting: Arc<Newest<LoadRequest>>,
}

impl Loader {
    /// Starts the thread.
    pub fn spawn(facts: Sender<Msg>) -> io::Result<Self> {
        let waiting = Arc::new(Newest::<LoadRequest>::default());
        let jobs = waiting.clone();
        let reports = facts.clone();
        guarded::spawn("loader", facts, move || {
            while let Some(request) = jobs.take() {
                let sample = request.sample;
                let result = guarded::attempt(|| load(&request))
                    .unwrap_or_else(|reason| Err(format!("reading the picture stopped by a bug: {reason}")));
                let message = result.unwrap_or_else(|reason| Msg::PictureFailed { sample, reason });
                if reports.send(message).is_err() {
                    return;
                }
                // The selection may have moved on; then nobody looks at this mask.
                if let Some(path) = request.mask.as_deref().filter(|_| !jobs.is_waiting()) {
                    let result = guarded::attempt(|| load_mask(path))
                        .unwrap_or_else(|reason| Err(format!("reading the mask stopped by a bug: {reason}")));
                    if reports.send(Msg::MaskLoaded { sample, result }).is_err() {
                        return;
                    }
                }
            }
        })?;
        Ok(Self { waiting })
    }

    /// Loads this next; a request that still waits is forgotten.
    pub fn load(&self, request: LoadRequest) {
        self.waiting.put(request);
    }
}

impl Drop for Loader {
    fn drop(&mut self) {
        self.waiting.close();
    }
}

fn load(request: &LoadRequest) -> Result<Msg, String> {
    injected_panic::at(Place::Loader);
    let sample = request.sample;
    let stamp = stamp(&request.path).ok();
    if stamp.is_some() && stamp == request.known {
        return Ok(Msg::PictureUnchanged { sample });
    }
    let picture = picture::open(&request.path, &Limits::default()).map_err(|error| error.to_string())?;
    let (width, height) = (picture.width(), picture.height());
    let stamp = stamp.unwrap_or(FileStamp {
        modified: None,
        length: 0,
    });
    Ok(Msg::PictureLoaded {
        sample,
        picture: LoadedPicture {
            pixels: Arc::new(shrink_to(&picture.to_rgb(), LONGEST_SIDE, LONGEST_SIDE)),
            width,
            height,
            stamp,
        },
    })
}

fn load_mask(path: &Path) -> Result<LoadedMask, String> {
    let picture = picture::open(path, &Limits::default()).map_err(|error| error.to_string())?;
    let (width, height) = (picture.width(), picture.height());
    let side = width.max(height).min(MASK_SIDE);
    Ok(LoadedMask {
        mask: Arc::new(Mask::new(&picture, side as usize)),
        width,
        height,
    })
}

fn stamp(path: &Path) -> io::Result<FileStamp> {
    let metadata = std::fs::metadata(path)?;
    Ok(FileStamp {
        modified: metadata.modified().ok(),
        length: metadata.len(),
    })
}
