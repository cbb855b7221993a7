//! What an encoded picture shows, exactly: two keys are equal only if the pixels would be.

use super::{InspectLook, InspectPane, MaskStyle};
use crate::engine::RequestId;
use crate::picture::Colormap;
use crate::tui::collection::SampleId;
use ratatui::layout::Size;
use serde::{Deserialize, Serialize};

/// A picture pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaneKind {
    /// The picture.
    Image,
    /// The anomaly map alone.
    Map,
    /// The map over the picture.
    Overlay,
}

impl PaneKind {
    /// Every pane, from left to right.
    pub const ALL: [Self; 3] = [Self::Image, Self::Map, Self::Overlay];

    /// What the user calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Map => "map",
            Self::Overlay => "overlay",
        }
    }
}

/// What a picture is encoded into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureForm {
    /// kitty's graphics protocol with Unicode placeholders.
    KittyPlaceholders,
    /// kitty's graphics protocol, put at a place.
    KittyPlaced,
    /// Sixels.
    Sixel,
    /// iTerm2's inline images.
    Iterm2,
    /// Half blocks.
    Halfblocks,
    /// Ten characters from light to heavy.
    Characters,
}

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One of a sample's panes.
    Pane {
        /// Which.
        kind: PaneKind,
        /// Whose.
        sample: SampleId,
        /// Which reading of the file it was made from.
        load: u64,
        /// Which detection its map is from, and the map's colours; none for the image, which no theme changes.
        map: Option<(RequestId, Colormap)>,
        /// How the ground truth is drawn over it, and which reading of that; none where nothing is drawn.
        mask: Option<(MaskStyle, u64)>,
    },
    /// A pane of Inspect.
    Inspect {
        /// Which.
        pane: InspectPane,
        /// Whose.
        sample: SampleId,
        /// Which reading of the file it was made from.
        load: u64,
        /// How.
        look: InspectLook,
        /// The ground truth over it, and which reading of that.
        mask: Option<(MaskStyle, u64)>,
    },
    /// A small picture of the grid.
    Thumbnail {
        /// Whose.
        sample: SampleId,
        /// Which reading of the file it was made from.
        load: u64,
    },
    /// The colours that the maps are drawn with.
    ColorBar(Colormap),
}

/// What an encoded picture shows, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureKey {
    /// What it shows.
    pub subject: Subject,
    /// The most room it may take, in cells.
    pub room: Size,
    /// Pixels per cell.
    pub cell: (u16, u16),
    /// What it is encoded into.
    pub form: PictureForm,
}

/// Where on the screen a picture goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A picture pane.
    Pane(PaneKind),
    /// The colour bar.
    ColorBar,
    /// A pane of Inspect.
    Inspect(InspectPane),
}

impl PictureKey {
    /// Where the picture goes; a thumbnail goes wherever its sample is in the grid.
    pub fn slot(&self) -> Option<Slot> {
        match self.subject {
            Subject::Pane { kind, .. } => Some(Slot::Pane(kind)),
            Subject::ColorBar(_) => Some(Slot::ColorBar),
            Subject::Inspect { pane, .. } => Some(Slot::Inspect(pane)),
            Subject::Thumbnail { .. } => None,
        }
    }

    /// Whose picture it is.
    pub fn sample(&self) -> Option<SampleId> {
        match self.subject {
            Subject::Pane { sample, .. }
            | Subject::Inspect { sample, .. }
            | Subject::Thumbnail { sample, .. } => Some(sample),
            Subject::ColorBar(_) => None,
        }
    }
}

impl Slot {
    /// Number of slots.
    pub const COUNT: usize = PaneKind::ALL.len() + 1 + InspectPane::COUNT;

    /// A number of its own, below [`Slot::COUNT`].
    pub fn index(self) -> usize {
        match self {
            Self::Pane(kind) => kind as usize,
            Self::ColorBar => PaneKind::ALL.len(),
            Self::Inspect(pane) => PaneKind::ALL.len() + 1 + pane.index(),
        }
    }
}

#[cfg(test)]
impl PictureKey {
    /// The image of the first sample, in cells of 10×20 pixels.
    pub fn of_image(form: PictureForm, room: (u16, u16)) -> Self {
        Self {
            subject: Subject::Pane {
                kind: PaneKind::Image,
                sample: SampleId(0),
                load: 1,
                map: None,
                mask: None,
            },
            room: room.into(),
            cell: (10, 20),
            form,
        }
    }
}
