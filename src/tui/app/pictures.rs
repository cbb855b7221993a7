//! Pictures on their way to the screen: loaded, encoded, shown.

use crate::picture::Mask;
use crate::tui::collection::SampleId;
use crate::tui::graphics::{EncodedPicture, Graphics, ImageId, MaskStyle, PictureKey, Slot};
use crate::tui::lru::Lru;
use image::RgbImage;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

/// Loaded pictures kept, each at most 2048 pixels a side.
const KEPT_LOADED: usize = 6;
/// Encoded pictures kept: the three panes of the last few samples, the thirteen of Inspect. kitty's encoding of a pane of 520×520 pixels takes
/// 1.4 MB here and as much in the terminal.
const KEPT_ENCODED: usize = 40;

/// What tells a file from itself after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    /// When it was last written.
    pub modified: Option<SystemTime>,
    /// Bytes.
    pub length: u64,
}

/// A picture in memory, small enough for a screen.
#[derive(Debug, Clone)]
pub struct LoadedPicture {
    /// The pixels.
    pub pixels: Arc<RgbImage>,
    /// Width of the file's picture.
    pub width: u32,
    /// Height of the file's picture.
    pub height: u32,
    /// The file it was read from.
    pub stamp: FileStamp,
}

/// A mask in memory.
#[derive(Debug, Clone)]
pub struct LoadedMask {
    /// Square, whatever the file's proportions: it is stretched over the picture.
    pub mask: Arc<Mask>,
    /// Width of the file's picture.
    pub width: u32,
    /// Height of the file's picture.
    pub height: u32,
}

#[derive(Debug)]
struct KeptMask {
    result: Result<LoadedMask, String>,
    load: u64,
}

#[derive(Debug)]
struct Kept {
    picture: LoadedPicture,
    load: u64,
}

/// Pictures on their way to the screen.
#[derive(Debug)]
pub struct Pictures {
    /// How pictures are drawn.
    pub graphics: Graphics,
    /// How the ground truth is drawn.
    pub mask_style: MaskStyle,
    loaded: Lru<SampleId, Kept>,
    masks: Lru<SampleId, KeptMask>,
    stamps: HashMap<SampleId, FileStamp>,
    failures: HashMap<SampleId, String>,
    loads: u64,
    encoded: Lru<PictureKey, EncodedPicture>,
    requested: Vec<PictureKey>,
    refused: Vec<(PictureKey, String)>,
    shown: [Option<PictureKey>; Slot::COUNT],
}

impl Pictures {
    /// Nothing loaded yet.
    pub fn new(graphics: Graphics) -> Self {
        Self {
            graphics,
            mask_style: MaskStyle::default(),
            loaded: Lru::new(KEPT_LOADED),
            masks: Lru::new(KEPT_LOADED),
            stamps: HashMap::new(),
            failures: HashMap::new(),
            loads: 0,
            encoded: Lru::new(KEPT_ENCODED),
            requested: Vec::new(),
            refused: Vec::new(),
            shown: [None; Slot::COUNT],
        }
    }

    /// The picture in memory and the number of its reading.
    pub fn loaded(&self, sample: SampleId) -> Option<(&LoadedPicture, u64)> {
        self.loaded.peek(&sample).map(|kept| (&kept.picture, kept.load))
    }

    /// The stamp of the picture in memory: what need not be read again.
    pub fn known_stamp(&mut self, sample: SampleId) -> Option<FileStamp> {
        self.loaded.touch(&sample);
        self.loaded.peek(&sample).map(|kept| kept.picture.stamp)
    }

    /// Why a picture cannot be loaded.
    pub fn failure(&self, sample: SampleId) -> Option<&str> {
        self.failures.get(&sample).map(String::as_str)
    }

    /// Keeps a picture; whether its file has changed since it was last read.
    pub fn keep(&mut self, sample: SampleId, picture: LoadedPicture) -> bool {
        let before = self.stamps.insert(sample, picture.stamp);
        let changed = before.is_some_and(|before| before != picture.stamp);
        self.failures.remove(&sample);
        self.loads += 1;
        let load = self.loads;
        self.loaded.insert(sample, Kept { picture, load });
        changed
    }

    /// Notes why a picture cannot be loaded.
    pub fn fail(&mut self, sample: SampleId, reason: String) {
        self.loaded.remove(&sample);
        self.failures.insert(sample, reason);
    }

    /// The mask in memory and the number of its reading, or why there is none.
    pub fn mask(&self, sample: SampleId) -> Option<(Result<&LoadedMask, &str>, u64)> {
        let kept = self.masks.peek(&sample)?;
        Some((kept.result.as_ref().map_err(String::as_str), kept.load))
    }

    /// Keeps a mask, or why there is none.
    pub fn keep_mask(&mut self, sample: SampleId, result: Result<LoadedMask, String>) {
        self.loads += 1;
        let load = self.loads;
        self.masks.insert(sample, KeptMask { result, load });
    }

    /// Keeps the mask of a sample that is looked at; whether there is one, or a reason why not.
    pub fn touch_mask(&mut self, sample: SampleId) -> bool {
        self.masks.touch(&sample)
    }

    /// Notes which keys have been asked for; earlier ones will not come any more.
    pub fn note_requested(&mut self, keys: Vec<PictureKey>) {
        self.requested = keys;
    }

    /// Whether the picture is on its way.
    pub fn is_requested(&self, key: &PictureKey) -> bool {
        self.requested.contains(key)
    }

    /// Why this very picture could not be encoded.
    pub fn refusal(&self, key: &PictureKey) -> Option<&str> {
        let (_, reason) = self.refused.iter().find(|(refused, _)| refused == key)?;
        Some(reason)
    }

    /// Why a sample's pane is empty, if its picture could not be encoded.
    pub fn refusal_of(&self, sample: SampleId, slot: Slot) -> Option<&str> {
        let concerns = |key: &PictureKey| key.sample() == Some(sample) && key.slot() == Some(slot);
        let (_, reason) = self.refused.iter().find(|(refused, _)| concerns(refused))?;
        Some(reason)
    }

    /// Notes that a picture that was asked for has come.
    pub fn note_arrived(&mut self, key: &PictureKey) {
        self.requested.retain(|requested| requested != key);
    }

    /// Keeps an encoded picture and gives back what the terminal must forget for it.
    pub fn keep_encoded(&mut self, picture: EncodedPicture) -> Vec<ImageId> {
        let gone = self.encoded.insert(picture.key, picture);
        image_ids(&gone)
    }

    /// Notes why a picture could not be encoded.
    pub fn refuse(&mut self, key: PictureKey, reason: String) {
        self.refused.retain(|(refused, _)| refused.slot() != key.slot());
        self.refused.push((key, reason));
    }

    /// Whether the picture is ready.
    pub fn is_encoded(&self, key: &PictureKey) -> bool {
        self.encoded.peek(key).is_some()
    }

    /// Shows `key` in its place if it is ready; whether it is.
    pub fn show_if_ready(&mut self, key: PictureKey) -> bool {
        let ready = self.encoded.touch(&key);
        if let Some(slot) = key.slot().filter(|_| ready) {
            self.shown[slot.index()] = Some(key);
        }
        ready
    }

    /// Shows nothing there.
    pub fn hide(&mut self, slot: Slot) {
        self.shown[slot.index()] = None;
    }

    /// What is shown there, perhaps still that of the sample before.
    pub fn shown(&self, slot: Slot) -> Option<&EncodedPicture> {
        self.encoded.peek(self.shown[slot.index()].as_ref()?)
    }

    /// Forgets every encoded picture, since the terminal has; those it still keeps are given back.
    pub fn forget_encoded(&mut self) -> Vec<ImageId> {
        self.shown = [None; Slot::COUNT];
        self.requested.clear();
        self.refused.clear();
        let gone = self.encoded.retain(|_| false);
        image_ids(&gone)
    }
}

fn image_ids(pictures: &[EncodedPicture]) -> Vec<ImageId> {
    pictures.iter().filter_map(|picture| picture.image_id).collect()
}
