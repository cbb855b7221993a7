//! `session`: what was seen, kept so that it can be checked, computed again, compared and sent.

mod diff;
mod export;
mod given;
mod import;
mod json;
mod list;
mod pictures;
mod replay;
mod report;
mod save;
mod show;
mod verify;
mod which;

use super::exit::Exit;

/// The paragraph about exit statuses in `--help`.
const EXIT_HELP: &str = "Exit status:
  0    everything is as it was recorded, or was done
  1    something differs, has changed or failed; what, is said
  2    wrong usage; nothing was run
  3    the session, the model, the dataset's root or the device cannot be used
  130  interrupted; nothing is left half-written";

const DETAILS: &str = "\
A session is a TOML file: model, settings, dataset and machine, and for every picture its sha256, its score and the sha256 \
of its map. It is called by its path, or by its name where it lies in sessions of this folder or of the user's data \
folder (--sessions names another).

Examples:
  vip2clip-tui session save photos --name monday
  vip2clip-tui session save --dataset mvtec --class bottle --limit 5 --threshold 0.5 --out bottle.toml
  vip2clip-tui session replay demo
  vip2clip-tui session export monday monday.zip --redact
  vip2clip-tui session import monday.zip --root /data/photos";

/// Save, verify, replay and send what was seen
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Save(Box<save::Options>),
    List(list::Options),
    Show(show::Options),
    Verify(verify::Options),
    Replay(replay::Options),
    Diff(diff::Options),
    Export(export::Options),
    Import(import::Options),
    Report(report::Options),
}

/// Runs `session`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    match &options.command {
        Command::Save(options) => save::run(options),
        Command::List(options) => list::run(options),
        Command::Show(options) => show::run(options),
        Command::Verify(options) => verify::run(options),
        Command::Replay(options) => replay::run(options),
        Command::Diff(options) => diff::run(options),
        Command::Export(options) => export::run(options),
        Command::Import(options) => import::run(options),
        Command::Report(options) => report::run(options),
    }
}
