//! Containers of weights behind one face: safetensors, torch.save's zip, TorchScript archives.
//!
//! What a file is, is told from its content. Opening reads names, types and shapes and checks every offset;
//! weights are read one tensor at a time, so that never more than a window of the file is in memory twice.

mod byte_source;
mod convert;
mod element;
mod error;
mod file;
mod name_list;
mod pickle;
mod safetensors_header;
mod safetensors_writer;
mod shape_text;
mod sniff;
mod stored;
mod torch_archive;
mod torch_names;

pub use element::ElementType;
pub use error::TensorError;
pub use file::{Container, TensorFile, TensorInfo};
pub use name_list::NameList;
pub use pickle::PickleError;
pub use safetensors_writer::{PlannedTensor, write_safetensors, write_safetensors_in_turn};
pub use shape_text::shape_text;
pub use sniff::Look;
