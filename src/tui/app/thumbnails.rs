//! Small pictures of the grid: made, encoded, forgotten.

use crate::tui::collection::SampleId;
use crate::tui::graphics::{EncodedPicture, ImageId, PictureKey};
use crate::tui::lru::Lru;
use image::RgbImage;
use std::collections::HashSet;
use std::sync::Arc;

/// Thumbnails kept in memory at least, some 150 kB each.
const KEPT: usize = 160;
/// Encoded thumbnails kept at least: what kitty keeps too, some 90 kB each.
const KEPT_ENCODED: usize = 96;

/// A thumbnail in memory.
#[derive(Debug, Clone)]
pub struct Thumbnail {
    /// Its pixels.
    pub pixels: Arc<RgbImage>,
    /// Which reading of the file it came from.
    pub load: u64,
}

/// Small pictures of the grid.
#[derive(Debug)]
pub struct Thumbnails {
    made: Lru<SampleId, Thumbnail>,
    encoded: Lru<PictureKey, EncodedPicture>,
    failed: HashSet<SampleId>,
    /// Those that cannot be drawn in the way in use.
    refused: HashSet<SampleId>,
    wanted: Vec<SampleId>,
    loads: u64,
}

impl Default for Thumbnails {
    fn default() -> Self {
        Self {
            made: Lru::new(KEPT),
            encoded: Lru::new(KEPT_ENCODED),
            failed: HashSet::new(),
            refused: HashSet::new(),
            wanted: Vec::new(),
            loads: 0,
        }
    }
}

impl Thumbnails {
    /// There is room for all that a screen of `visible` thumbnails and the next one need.
    pub fn make_room(&mut self, visible: usize) {
        self.made.grow(2 * visible);
        self.encoded.grow(2 * visible);
    }

    /// A sample's thumbnail.
    pub fn made(&self, sample: SampleId) -> Option<&Thumbnail> {
        self.made.peek(&sample)
    }

    /// A sample's thumbnail, counted as a use.
    pub fn use_made(&mut self, sample: SampleId) -> Option<&Thumbnail> {
        self.made.touch(&sample);
        self.made.peek(&sample)
    }

    /// Whether a sample's thumbnail cannot be made or drawn.
    pub fn has_failed(&self, sample: SampleId) -> bool {
        self.failed.contains(&sample) || self.refused.contains(&sample)
    }

    /// Whether a sample's thumbnail is there, or never will be.
    pub fn is_settled(&self, sample: SampleId) -> bool {
        self.made.peek(&sample).is_some() || self.has_failed(sample)
    }

    /// Notes which thumbnails are wanted; whether that is news to the threads that make them.
    pub fn want(&mut self, samples: &[SampleId]) -> bool {
        // Those that have come since the last order need no new one.
        let news = samples.iter().any(|sample| !self.wanted.contains(sample));
        if news {
            self.wanted = samples.to_vec();
        }
        news
    }

    /// Keeps a thumbnail.
    pub fn keep(&mut self, sample: SampleId, pixels: Arc<RgbImage>) {
        self.loads += 1;
        let load = self.loads;
        self.wanted.retain(|wanted| *wanted != sample);
        self.made.insert(sample, Thumbnail { pixels, load });
    }

    /// Notes that there will be no thumbnail.
    pub fn fail(&mut self, sample: SampleId) {
        self.wanted.retain(|wanted| *wanted != sample);
        self.failed.insert(sample);
    }

    /// Notes that a thumbnail cannot be drawn.
    pub fn refuse(&mut self, sample: SampleId) {
        self.refused.insert(sample);
    }

    /// Forgets the thumbnail of a file that has changed.
    pub fn forget(&mut self, sample: SampleId) {
        self.made.remove(&sample);
        self.failed.remove(&sample);
        self.refused.remove(&sample);
    }

    /// What is drawn for a key, if it is ready.
    pub fn encoded(&self, key: &PictureKey) -> Option<&EncodedPicture> {
        self.encoded.peek(key)
    }

    /// Whether it is ready; counts as a use.
    pub fn use_encoded(&mut self, key: &PictureKey) -> bool {
        self.encoded.touch(key)
    }

    /// Keeps an encoded thumbnail and gives back what the terminal must forget for it.
    pub fn keep_encoded(&mut self, picture: EncodedPicture) -> Vec<ImageId> {
        image_ids(&self.encoded.insert(picture.key, picture))
    }

    /// Forgets every encoded thumbnail; those the terminal still keeps are given back.
    pub fn forget_encoded(&mut self) -> Vec<ImageId> {
        self.refused.clear();
        image_ids(&self.encoded.retain(|_| false))
    }
}

fn image_ids(pictures: &[EncodedPicture]) -> Vec<ImageId> {
    pictures.iter().filter_map(|picture| picture.image_id).collect()
}
