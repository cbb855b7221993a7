//! What an encoded picture shows, exactly: two keys are equal only if the pixels would be.

use crate::picture::Colormap;
use crate::tui::app::SampleId;
use ratatui::layout::Size;

/// A picture pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// kitty's graphics protocol.
    Kitty,
    /// Sixels.
    Sixel,
    /// iTerm2's inline images.
    Iterm2,
    /// Half blocks.
    Halfblocks,
    /// Ten characters from light to heavy.
    Characters,
}

/// What an encoded picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureKey {
    /// Whose picture.
    pub sample: SampleId,
    /// Which of the three.
    pub kind: PaneKind,
    /// Which reading of the file it was made from.
    pub load: u64,
    /// Which detection its map is from; 0 for the image.
    pub detection: u64,
    /// The most room it may take, in cells.
    pub room: Size,
    /// Pixels per cell.
    pub cell: (u16, u16),
    /// What it is encoded into.
    pub form: PictureForm,
    /// The colours of the map; none for the image, which no theme changes.
    pub colormap: Option<Colormap>,
}
