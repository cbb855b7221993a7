//! `dataset`: what a folder was understood to be, whether its files are sound, and which datasets are known.

mod check;
mod demo;
mod index;
mod list;
mod source;
mod summary;

pub use demo::kept_demo_set;

use super::exit::Exit;

/// The paragraph about exit statuses in `--help`.
const EXIT_HELP: &str = "Exit status:
  0    everything worked
  1    the check found a problem
  2    wrong usage; nothing was written
  3    the folder cannot be read or written, or is no dataset
  130  interrupted";

/// Understand, check and list datasets
///
/// A folder is recognised by what is in it: a meta.json, the layout of one of the known benchmarks in any of the
/// packagings that they come in, or a plain layout of folders. Nothing is written into it unless you say so.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Index(index::Options),
    Check(check::Options),
    Demo(demo::Options),
    List(list::Options),
}

/// Runs `dataset`.
pub fn run(options: Options) -> anyhow::Result<Exit> {
    match options.command {
        Command::Index(options) => index::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Demo(options) => demo::run(&options),
        Command::List(options) => list::run(&options),
    }
}
