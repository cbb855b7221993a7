//! Pictures: decoded in the mode that Pillow would give them, resized exactly as Pillow does it,
//! and anomaly maps turned back into pixels.

mod colormap;
mod colormap_points;
mod colour_bar;
mod contour;
mod convert;
mod decode;
mod error;
mod input;
mod limits;
mod mask;
mod note;
mod overlay;
mod pixels;
mod resize;
mod shrink;
mod stretch;

pub use colormap::{Colormap, UnknownColormap};
pub use colour_bar::colour_bar;
pub use contour::contour;
pub use decode::{Format, decode, is_picture_name, open};
pub use error::PictureError;
pub use input::ModelInput;
pub use limits::Limits;
pub use mask::Mask;
pub use note::PictureNote;
pub use overlay::{Range, overlay, paint_map};
pub use pixels::{Mode, Picture};
pub use resize::Pillow;
pub use shrink::shrink_to;
