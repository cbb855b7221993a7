//! Files of settings, the user's and the project's: where they are, what stands in them, and in which line.
//!
//! Nothing here knows which settings there are: the command line has its options, the workbench its keys.

mod places;
mod problem;
mod settings;
mod toml_file;

pub use places::{PROJECT_FILE, project_candidates, project_file, user_file};
pub use problem::Problem;
pub use settings::{Level, Setting, Settings};
pub use toml_file::{Entry, ReadError, TomlFile, Value};
