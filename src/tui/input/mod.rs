//! Keys: the table of what they mean, the user's changes to it, and how it is looked up; mouse events as the workbench needs them.

mod bindings;
mod context;
mod key;
mod key_file;
mod keymap;
mod mouse;
mod rebinding;

pub use bindings::{BINDINGS, Binding, Hint};
pub use context::Context;
pub use key::{KeyPress, UnknownKey};
pub use key_file::{file_name_of, read_keys, with_keys};
pub use keymap::{Keymap, Lookup, Row, sequence_shown, sequence_written};
pub use mouse::MouseInput;
