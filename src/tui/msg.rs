//! What has happened. The only way anything reaches the state.

use super::app::{LoadedMask, LoadedPicture, SampleId};
use super::collection::Collection;
use super::graphics::{EncodeError, EncodedPicture, PictureKey};
use super::input::{KeyPress, MouseInput};
use crate::detector::Readout;
use crate::engine::{DetectionEvent, RequestId};
use image::RgbImage;
use ratatui::layout::Size;
use ratatui_image::FontSize;
use std::sync::Arc;

/// A fact.
#[derive(Debug)]
pub enum Msg {
    /// The workbench has started.
    Started,
    /// A key was pressed.
    Key(KeyPress),
    /// The mouse was used.
    Mouse(MouseInput),
    /// Text was pasted.
    Pasted(String),
    /// The terminal has this size, and perhaps tells the size of its cells.
    Resized {
        /// Cells.
        size: Size,
        /// Pixels per cell.
        cell: Option<FontSize>,
    },
    /// The folder has been read and understood.
    DatasetOpened(Arc<Collection>),
    /// The folder cannot be read or understood.
    DatasetFailed(String),
    /// A picture is in memory.
    PictureLoaded {
        /// Whose.
        sample: SampleId,
        /// The picture.
        picture: LoadedPicture,
    },
    /// The file is still the one in memory.
    PictureUnchanged {
        /// Whose.
        sample: SampleId,
    },
    /// A picture cannot be loaded.
    PictureFailed {
        /// Whose.
        sample: SampleId,
        /// Why.
        reason: String,
    },
    /// A mask is in memory, or cannot be loaded.
    MaskLoaded {
        /// Whose.
        sample: SampleId,
        /// The mask, or why there is none.
        result: Result<LoadedMask, String>,
    },
    /// A thumbnail is in memory, or cannot be made.
    ThumbnailMade {
        /// Whose.
        sample: SampleId,
        /// The thumbnail, or why there is none.
        result: Result<Arc<RgbImage>, String>,
    },
    /// A picture is ready to be drawn, or cannot be.
    Encoded {
        /// Which.
        key: PictureKey,
        /// The picture, or why there is none.
        result: Result<Box<EncodedPicture>, EncodeError>,
    },
    /// The detection worker reports.
    Detection(DetectionEvent),
    /// Map and score have been read out of a detection.
    ReadOut {
        /// Which.
        id: RequestId,
        /// What was read out.
        readout: Arc<Readout>,
    },
    /// A timer has run out.
    TimerElapsed(Timer),
    /// The terminal is ours again.
    Resumed {
        /// We had been stopped; `false` if the shell did not do it.
        stopped: bool,
    },
    /// A thread that should have lived on has died.
    ThreadDied {
        /// Which.
        name: &'static str,
        /// What it said last.
        reason: String,
    },
    /// Nobody is at the keyboard any more.
    TerminalLost(String),
    /// Something the user should know, found while starting.
    Warned(String),
}

/// What a timer is for. Starting one replaces the one that runs for the same purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// The selection has rested long enough to detect by itself.
    SelectionRests,
}
