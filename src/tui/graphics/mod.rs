//! Pictures on a terminal: what it can draw, how a pane's picture is composed and encoded, and what to clean up.

mod base64;
mod characters;
mod encode;
mod inspect_picture;
mod kitty_placed;
pub mod live_images;
mod mask_drawing;
mod picture_key;
mod probe;
mod renderer;
mod setup;
mod shape;
mod tmux;

pub use base64::base64;
pub use characters::{Characters, RAMP, character};
pub use encode::{EncodeError, EncodeRequest, EncodedPicture, PictureBody, compose_pane, encode};
pub use inspect_picture::{Field, InspectLook, InspectPane, InspectParts, Prompt};
pub use kitty_placed::PlacedPicture;
pub use live_images::ImageId;
pub use mask_drawing::{MaskStyle, draw_mask};
pub use picture_key::{PaneKind, PictureForm, PictureKey, Slot, Subject};
pub use probe::{GraphicsProbe, probe_graphics};
pub use renderer::{ImagesChoice, Renderer, UnknownRenderer};
pub use setup::{Graphics, USUAL_CELL};
pub use tmux::{allow_passthrough, inside_tmux};
