//! `models path`: where a model's file lies, for scripts.

use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::streams::print_line;
use crate::models::Registry;

/// Print where a model's file lies
///
/// For scripts: the path alone on stdout, or status 3 where the file is not on this machine.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The model
    #[arg(value_name = "NAME")]
    name: String,
}

/// Prints it.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let registry = Registry::open()?;
    let path = registry.path_of(registry.find(&options.name)?)?;
    print_line(&printable_path(&path))?;
    Ok(Exit::Success)
}
