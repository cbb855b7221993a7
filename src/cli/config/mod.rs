//! `config`: what is set where, whether the files are right, and which keys do what.

mod check;
mod init;
mod keys;
mod path;
mod show;

use super::exit::Exit;

const DETAILS: &str = "\
Every option whose help names a variable can also stand in a file of settings. A flag wins over the variable, that over the \
project's file, that over the user's, and that over the default. The project's file is vip2clip.toml in the working folder \
or the nearest one above it, up to the home folder or the top of a git repository.

A key outside of a table is the variable without VIP2CLIP_, small and with dashes, and sets what the variable sets: for \
every command that has it. A table is named after a command, or workbench, and holds the names of that command's options:

  backbone = \"~/models/ViT-L-14-336px.pt\"
  threshold = 0.6
  layers = [6, 12, 18, 24]
  [workbench]
  theme = \"light\"
  [train]
  batch = 4
  [dataset.demo]
  size = 448

Flags are true or false. Paths are relative to the file, and ~ is the home folder. A name alone behind run, resume and \
theme stays a name. runs is the folder of runs; a file that sets it for every command has no room for tables [runs.…].

Keys of the workbench are in keys.toml, with a table for every place (config keys lists them) or all:

  [all]
  quit = \"Q\"
  [inspect]
  more-blur = [\"B\", \"ctrl-b\"]
  reset-knobs = []

Examples:
  vip2clip-tui config init
  vip2clip-tui config check
  vip2clip-tui config show
  vip2clip-tui config show -- detect photos --sigma 4
  vip2clip-tui config keys | grep blur";

/// Show and check settings and keys
///
/// Settings come from flags, variables, a file of the project and a file of the user.
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Every setting, its value and where that comes from
    Show(show::Options),
    /// Whether the files of settings, keys and themes are right
    Check(check::Options),
    /// Which files are looked for, and which are there
    Path(path::Options),
    /// Every action of the workbench with its keys, those of the user among them
    Keys(keys::Options),
    /// Write a file of settings to begin with, everything in it commented out
    Init(init::Options),
}

/// Runs `config`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    match &options.command {
        Command::Show(options) => show::run(options),
        Command::Check(options) => check::run(options),
        Command::Path(options) => path::run(options),
        Command::Keys(options) => keys::run(options),
        Command::Init(options) => init::run(options),
    }
}
