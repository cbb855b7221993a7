//! `runs list`: a line a run.

use super::progress::{Progress, RunLine};
use crate::base::{printable, printable_path};
use crate::cli::exit::Exit;
use crate::cli::runs_folder::RunsFolder;
use crate::cli::streams::{print_line, say};
use crate::run::{RunSummary, runs_in};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Options of `runs list`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Runs, or folders of runs, to look into beside the folder of runs
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    place: RunsFolder,
    /// One JSON object a run
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Lists.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let mut exit = Exit::Success;
    let mut seen = BTreeSet::new();
    let folders = options
        .place
        .folder()
        .into_iter()
        .chain(options.folders.iter().cloned());
    for found in folders.flat_map(|folder| runs_in(&folder)) {
        match found {
            Ok(run) => {
                let place = run.folder.canonicalize().unwrap_or_else(|_| run.folder.clone());
                if seen.insert(place) {
                    print_line(&line(&run, options.json)?)?;
                }
            }
            Err(error) => {
                say(format_args!("error: {error}"));
                exit = Exit::SomeFailed;
            }
        }
    }
    if seen.is_empty() && exit == Exit::Success {
        say("no runs");
    }
    Ok(exit)
}

fn line(run: &RunSummary, json: bool) -> anyhow::Result<String> {
    if json {
        return Ok(serde_json::to_string(&RunLine::new(run))?);
    }
    let progress = Progress::of(run).map_or(String::new(), |progress| progress.text());
    let words = run.last_words.as_deref().unwrap_or_default();
    let words = words.lines().next().unwrap_or_default();
    Ok(format!(
        "{:<8}  {:<8}  {}  {progress:>13}  {}  {}",
        run.state.name(),
        run.head.kind.name(),
        printable(&run.head.times.started),
        printable_path(&run.folder),
        printable(words),
    ))
}
