//! The threads that make thumbnails: from the disk if they were made before, else from the pictures. What is made is
//! kept by a thread of its own, as making sure that a file is on the disk takes longer than making its picture.

use super::guarded;
use super::injected_panic::{self, Place};
use super::thumbnail_cache::{self, ThumbnailKey, ThumbnailStore};
use super::thumbnail_queue::ThumbnailQueue;
use crate::picture::{self, Limits, shrink_to};
use crate::tui::effect::ThumbnailRequest;
use crate::tui::msg::Msg;
use crossbeam_channel::{Receiver, Sender, bounded};
use image::RgbImage;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;

/// Pixels of a thumbnail's longer side: those of the usual grid on a screen of high resolution.
const SIDE: u32 = 256;

/// Threads, at most: pictures are large, and the model wants the processors too.
const THREADS: usize = 4;

/// Thumbnails that wait to be kept; more are shown all the same and made again another time.
const UNKEPT: usize = 64;

type Made = (ThumbnailKey, Arc<RgbImage>);

/// The handle to the threads. Dropping it ends them.
#[derive(Debug)]
pub struct Thumbnailer {
    queue: Arc<ThumbnailQueue>,
}

impl Thumbnailer {
    /// Starts the threads. Without a folder nothing is kept.
    pub fn spawn(facts: Sender<Msg>, folder: Option<PathBuf>) -> io::Result<Self> {
        let queue = Arc::new(ThumbnailQueue::default());
        let (made, to_keep) = bounded(UNKEPT);
        if let Some(folder) = folder.clone() {
            guarded::spawn("thumbnail store", facts.clone(), move || keep(folder, &to_keep))?;
        }
        let threads = available_parallelism().map_or(1, NonZero::get).min(THREADS);
        for _ in 0..threads {
            let worker = Worker {
                queue: queue.clone(),
                facts: facts.clone(),
                folder: folder.clone(),
                made: made.clone(),
            };
            guarded::spawn("thumbnails", facts.clone(), move || worker.work())?;
        }
        Ok(Self { queue })
    }

    /// Makes these next; whatever was asked for before and has not been begun is forgotten.
    pub fn make(&self, requests: Vec<ThumbnailRequest>) {
        self.queue.order(requests);
    }
}

impl Drop for Thumbnailer {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Writes what is made until nobody makes any more.
fn keep(folder: PathBuf, made: &Receiver<Made>) {
    let mut store = ThumbnailStore::new(folder);
    for (key, thumbnail) in made {
        // A disk that is full or read-only costs time at the next start, nothing else.
        let _ = store.write(&key, &thumbnail);
    }
}

struct Worker {
    queue: Arc<ThumbnailQueue>,
    facts: Sender<Msg>,
    folder: Option<PathBuf>,
    made: Sender<Made>,
}

impl Worker {
    fn work(&self) {
        while let Some(ThumbnailRequest { sample, path }) = self.queue.take() {
            let result = guarded::attempt(|| self.make(&path))
                .unwrap_or_else(|reason| Err(format!("making a thumbnail stopped by a bug: {reason}")));
            self.queue.finish(sample);
            if self.facts.send(Msg::ThumbnailMade { sample, result }).is_err() {
                return;
            }
        }
    }

    fn make(&self, path: &Path) -> Result<Arc<RgbImage>, String> {
        injected_panic::at(Place::Thumbnails);
        // Without a key the picture cannot be read either, and reading it says why.
        let key = ThumbnailKey::of(path, SIDE).ok();
        let kept = match (&self.folder, &key) {
            (Some(folder), Some(key)) => thumbnail_cache::read(folder, key),
            _ => None,
        };
        if let Some(kept) = kept {
            return Ok(Arc::new(kept));
        }
        let picture = picture::open(path, &Limits::default()).map_err(|error| error.to_string())?;
        let thumbnail = Arc::new(shrink_to(&picture.to_rgb(), SIDE, SIDE));
        if let Some(key) = key {
            // Nobody listens where nothing is kept.
            let _ = self.made.try_send((key, thumbnail.clone()));
        }
        Ok(thumbnail)
    }
}
