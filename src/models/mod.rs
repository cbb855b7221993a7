//! Models by name: a registry of known backbones and prompts with entries of the user's beside it, where their files
//! lie on this machine, and how they are fetched, checked and converted.
//!
//! Nothing here uses the network but [`fetch`]. A name works wherever a file does: [`resolve`].

mod convert;
mod entry;
mod entry_form;
mod error;
mod fetch;
mod hashes;
mod lookup;
mod paper;
mod places;
mod recognise;
mod registry;
mod user_file;

pub use convert::{ConvertError, Converted, WeightDtype, convert};
pub use entry::{HubFile, ModelEntry, ModelKind, Source};
pub use error::ModelsError;
pub use fetch::{
    Address, AddressError, FetchError, FetchEvent, FetchOptions, Fetched, HuggingFace, Token, fetch,
};
pub use hashes::{Hashes, Mismatch, hashes_of};
pub use lookup::{LocalFile, Origin, resolve, trained_on};
pub use paper::{PaperError, PaperPreset};
pub use places::{downloads_folder, models_folders, user_registry};
pub use recognise::kind_of_file;
pub use registry::Registry;
pub use user_file::LocalRecord;
