//! `runs stop` and `runs pause`: asking a run's process, and waiting until it has done so.

use super::Which;
use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::streams::say;
use crate::run::{Request, RunSummary, ask};
use std::path::Path;
use std::time::{Duration, Instant};

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Time after which the wait is explained.
const PATIENCE: Duration = Duration::from_secs(5);

/// Options of `runs stop`.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// At once, as a second Ctrl-c does; what came after the last saved state is done again by resume
    #[arg(long, env = "VIP2CLIP_NOW")]
    now: bool,
}

/// Options of `runs pause`.
#[derive(Debug, clap::Args)]
pub struct PauseOptions {
    #[command(flatten)]
    which: Which,
}

/// Stops.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let folder = options.which.folder();
    let request = if options.now {
        Request::StopNow
    } else {
        Request::Stop
    };
    ask(&folder, request)?;
    wait(
        &folder,
        "the present step has to end; --now does not wait for it",
        |run| !run.state.is_live(),
    )
}

/// Pauses.
pub fn pause(options: &PauseOptions) -> anyhow::Result<Exit> {
    let folder = options.which.folder();
    ask(&folder, Request::Pause)?;
    wait(&folder, "the present step has to end", |run| {
        !run.state.is_live() || run.pulse.as_ref().is_some_and(|pulse| pulse.paused == Some(true))
    })
}

/// Waits for `done`, and says what the run is then.
pub(super) fn wait(folder: &Path, why: &str, done: impl Fn(&RunSummary) -> bool) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let mut explained = false;
    loop {
        let run = RunSummary::read(folder)?;
        if done(&run) {
            say(format_args!("{} is {}", printable_path(folder), run.state.name()));
            return Ok(Exit::Success);
        }
        if !explained && start.elapsed() > PATIENCE {
            explained = true;
            say(format_args!("waiting: {why}"));
        }
        std::thread::sleep(LOOK_EVERY);
    }
}
