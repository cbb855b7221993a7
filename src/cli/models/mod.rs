//! `models`: backbones and prompts by name.

mod add;
mod convert;
mod fetch;
mod list;
mod path;
mod record;
mod remove;
mod show;
mod verify;

use super::exit::{EXIT_HELP, Exit};
use crate::models::{ModelsError, downloads_folder};
use std::path::PathBuf;

// One line a paragraph: clap wraps them to the terminal.
const DETAILS: &str = "\
A name works wherever a file does: --backbone clip-vit-l-14-336, --prompts vip2-mvtec. The project's entries come with the \
program; entries of yours stand in models.toml in the user's folder of settings.

A file is looked for where it was added, in the folder of models (--models, else the user's data), in models/ here and beside \
the program, and, for those of Hugging Face, in its cache. Only `fetch` uses the network.

Examples:
  vip2clip-tui models list
  vip2clip-tui models fetch clip-vit-l-14-336
  vip2clip-tui models add vip2-mvtec ~/Downloads/mvtec_train_epoch_10.pth
  vip2clip-tui models add mine runs/a/checkpoints/best.safetensors --trained-on btad
  vip2clip-tui detect photos --backbone clip-vit-l-14-336 --prompts vip2-mvtec
  vip2clip-tui models verify
  vip2clip-tui models convert clip-vit-l-14-336 --to f16 --out clip.safetensors";

/// List, fetch, check and convert backbones and prompts
///
/// Known weights by name: where they come from, what they were trained on, where they lie here.
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(list::Options),
    Show(show::Options),
    Path(path::Options),
    Fetch(fetch::Options),
    Add(Box<add::Options>),
    Remove(remove::Options),
    Verify(verify::Options),
    Convert(convert::Options),
}

/// Where fetched models go.
#[derive(Debug, clap::Args)]
struct Downloads {
    /// Folder for fetched models [default: models in the user's data]
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_MODELS")]
    models: Option<PathBuf>,
}

impl Downloads {
    fn folder(&self) -> Result<PathBuf, ModelsError> {
        let named = self.models.clone().or_else(downloads_folder);
        named.ok_or(ModelsError::NoHome("fetched models"))
    }
}

/// Runs `models`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    match &options.command {
        Command::List(options) => list::run(options),
        Command::Show(options) => show::run(options),
        Command::Path(options) => path::run(options),
        Command::Fetch(options) => fetch::run(options),
        Command::Add(options) => add::run(options),
        Command::Remove(options) => remove::run(options),
        Command::Verify(options) => verify::run(options),
        Command::Convert(options) => convert::run(options),
    }
}
