//! `runs resume`: a run that rests goes on in its process; one that has ended gets a new one.

use super::Which;
use super::stop::wait;
use crate::base::printable_path;
use crate::cli::detached;
use crate::cli::exit::{Exit, UsageError};
use crate::run::{Request, RunState, RunSummary, absolute, ask};
use anyhow::Context;
use std::ffi::OsString;
use std::process::Command;

/// Options of `runs resume`.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// In this terminal instead of a process of its own
    #[arg(long, env = "VIP2CLIP_FOREGROUND")]
    foreground: bool,
    /// What is printed of a new process as one JSON object: {"run", "pid"}
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Resumes.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let folder = options.which.folder();
    let run = RunSummary::read(&folder)?;
    match run.state {
        RunState::Paused => {
            ask(&folder, Request::Continue)?;
            wait(&folder, "it is about to go on", |run| {
                run.state != RunState::Paused
            })
        }
        RunState::Running => Err(UsageError(format!("{} is running", printable_path(&folder))).into()),
        RunState::Finished => Err(UsageError(format!("{} is finished", printable_path(&folder))).into()),
        RunState::Stopped | RunState::Failed | RunState::Dead => {
            let arguments: Vec<OsString> = vec![
                run.head.kind.name().into(),
                "--resume".into(),
                absolute(&folder).into(),
            ];
            if options.foreground {
                in_this_terminal(&arguments)
            } else {
                detached::begin(&arguments, &folder, options.json)
            }
        }
    }
}

/// Becomes the run.
fn in_this_terminal(arguments: &[OsString]) -> anyhow::Result<Exit> {
    use std::os::unix::process::CommandExt;
    let program = std::env::current_exe().context("cannot find this program to start it again")?;
    // It comes back only with an error.
    Err(Command::new(program).args(arguments).exec()).context("cannot start this program again")
}
