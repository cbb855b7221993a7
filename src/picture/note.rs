//! What is worth telling about a picture that could be used.

use super::Mode;
use std::fmt;

/// Something about a picture that can be used, but perhaps not as its owner thinks.
#[derive(Debug, Clone, PartialEq)]
pub enum PictureNote {
    /// Values outside 0..=255 that the conversion to 8 bits clips, as the reference does.
    Clipped {
        /// `I;16`, `I` or `F`.
        mode: Mode,
        /// Share of the pixels that are clipped, 0..=1.
        share: f64,
    },
    /// A JPEG with errors that a lenient decoder can pass over, as Pillow's does; parts of it may be grey.
    Damaged {
        /// What the decoder objected to.
        detail: String,
    },
    /// The file holds several pictures and only the first is used.
    FirstOfSeveral,
}

impl fmt::Display for PictureNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clipped { mode, share } => write!(
                f,
                "{:.1} % of the values lie outside 0..=255 and are clipped (mode {mode}, as Pillow converts it); \
                 scale the picture to 8 bits first if their detail matters",
                share * 100.0
            ),
            Self::Damaged { detail } => write!(
                f,
                "the JPEG breaks the standard ({detail}); it is shown as far as it could be decoded"
            ),
            Self::FirstOfSeveral => f.write_str("the file holds several pictures; the first one is used"),
        }
    }
}
