//! Keys: the table of what they mean and how it is looked up; mouse events as the workbench needs them.

mod bindings;
mod context;
mod key;
mod keymap;
mod mouse;

pub use bindings::{BINDINGS, Binding, Hint};
pub use context::Context;
pub use key::{KeyPress, UnknownKey};
pub use keymap::{Keymap, Lookup, sequence_shown};
pub use mouse::MouseInput;
