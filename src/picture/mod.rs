//! Pictures: decoded in the mode that Pillow would give them, resized exactly as Pillow does it,
//! and anomaly maps turned back into pixels.

mod colormap;
mod decode;
mod input;
mod overlay;

pub use colormap::Colormap;
pub use decode::{Limits, Picture, PictureError, decode, is_picture_name, open};
pub use input::ModelInput;
pub use overlay::{Range, overlay, paint_map};
