//! Options out of the files of settings: every option that has a variable can stand in them too. What there is to set is
//! taken from clap's definitions, and what is set becomes a default there, so that flags and variables win.

mod option;
mod parse;
mod problems;
mod resolve;
mod value;

pub use option::{SettableOption, settable_options};
pub use parse::{Refusal, parse};
pub use problems::problems;
pub use resolve::{Origin, Resolved, resolve, resolve_command_line};
