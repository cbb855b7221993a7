//! `runs`: what runs there are, what they do, and asking them to stop, rest or go on.

mod list;
mod progress;
mod resume;
mod show;
mod stop;
mod watch;

use super::exit::Exit;
use super::runs_folder::RunsFolder;
use std::path::PathBuf;

const DETAILS: &str = "\
A run is a folder; it outlives the process and the terminal that began it. It is called by its path, or by its name where \
it lies in the folder of runs (--runs). A run whose process is gone without a word is shown as dead, with the last line of \
its log; it can go on where it last saved, to the same bits.

A signal goes only to a process of this host that is certainly the run's: host, number and start are in its heartbeat.

Examples:
  vip2clip-tui runs list
  vip2clip-tui runs watch 20261125T070000Z-train-mvtec
  vip2clip-tui runs stop /data/runs/a && vip2clip-tui runs resume /data/runs/a";

/// List, follow, stop and resume runs
///
/// Runs of train and evaluate, whoever began them and wherever they go on.
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// What runs there are, first begun first
    List(list::Options),
    /// One run: its record and its last words
    Show(show::Options),
    /// Follow a run until it ends
    Watch(watch::Options),
    /// Finish the step, save, end
    Stop(stop::Options),
    /// Finish the step, save, and rest: the process stays and keeps its features
    Pause(stop::PauseOptions),
    /// Go on with a run that rests, was stopped, failed or died
    Resume(resume::Options),
}

/// A run by path or name.
#[derive(Debug, clap::Args)]
struct Which {
    /// The run: its folder, or its name in the folder of runs
    #[arg(value_name = "RUN")]
    name: PathBuf,
    #[command(flatten)]
    place: RunsFolder,
}

impl Which {
    fn folder(&self) -> PathBuf {
        self.place.find(&self.name)
    }
}

/// Runs `runs`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    match &options.command {
        Command::List(options) => list::run(options),
        Command::Show(options) => show::run(options),
        Command::Watch(options) => watch::run(options),
        Command::Stop(options) => stop::run(options),
        Command::Pause(options) => stop::pause(options),
        Command::Resume(options) => resume::run(options),
    }
}
