//! Fetching a model over HTTPS: resumed where it was cut off, checked before it gets its name, the token of Hugging Face
//! shown to nobody but its hub.

mod address;
mod client;
mod download;
mod error;
mod event;
mod hugging_face;
mod part;
mod proxy;
mod token;

pub use address::{Address, AddressError};
pub use download::{FetchOptions, Fetched, fetch};
pub use error::FetchError;
pub use event::FetchEvent;
pub use hugging_face::HuggingFace;
pub use token::Token;

pub(super) use download::by_hand;
