//! A dataset as the workbench browses it: the index, and whatever finding, ordering and counting a hundred thousand
//! samples needs, worked out once on the thread that reads the folder.

mod counting_order;
mod folded_names;
mod interned;
mod outline;
mod outline_builder;
mod samples;

pub use counting_order::in_counting_order;
pub use folded_names::FoldedNames;
pub use interned::Interned;
pub use outline::{Counts, Node, Outline, Scope};
pub use samples::{Collection, SampleId};
