//! `runs watch`: a run's log and steps as they come, until it ends.

use super::Which;
use crate::base::plain_time;
use crate::base::printable;
use crate::cli::exit::Exit;
use crate::cli::streams::print_line;
use crate::run::follow::LineTail;
use crate::run::{RunHead, RunKind, RunPaths, RunState};
use crate::train::TrainFollower;
use std::path::Path;
use std::time::Duration;

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Lines of the log that come first.
const FIRST_LINES: usize = 10;

/// Options of `runs watch`.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// The run's metrics from the first on, as they are in its file: one JSON object a step
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Follows. Ends with 0 for a run that finished or was stopped, and with 3 for one that failed or died.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let folder = options.which.folder();
    let state = if options.json {
        follow_metrics(&folder)?
    } else {
        follow_log(&folder)?
    };
    Ok(match state {
        RunState::Failed | RunState::Dead => Exit::CannotRun,
        _ => Exit::Success,
    })
}

fn follow_metrics(folder: &Path) -> anyhow::Result<RunState> {
    let paths = RunPaths::new(folder);
    let mut tail = LineTail::new(&paths.metrics());
    loop {
        // The state first: what was written before the end is then read after it.
        let state = RunState::of(&RunHead::read(&paths.record())?, folder);
        print_new(&mut tail)?;
        if !state.is_live() {
            return Ok(state);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

fn follow_log(folder: &Path) -> anyhow::Result<RunState> {
    let paths = RunPaths::new(folder);
    let head = RunHead::read(&paths.record())?;
    let mut log = LineTail::from_last(&paths.log(), FIRST_LINES)?;
    let mut steps = match head.kind {
        RunKind::Train => Some(TrainFollower::new(folder)?),
        RunKind::Evaluate => None,
    };
    loop {
        let state = RunState::of(&RunHead::read(&paths.record())?, folder);
        print_new(&mut log)?;
        if let Some(steps) = &mut steps
            && steps.poll()?.steps > 0
            && state.is_live()
        {
            print_line(&step_line(steps))?;
        }
        if !state.is_live() {
            print_line(&format!("this run is {}", state.name()))?;
            return Ok(state);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

fn print_new(tail: &mut LineTail) -> anyhow::Result<()> {
    let mut printed = Ok(());
    tail.poll(|line| {
        if printed.is_ok() {
            printed = print_line(&printable(&String::from_utf8_lossy(line)));
        }
    })?;
    printed
}

fn step_line(run: &TrainFollower) -> String {
    let Some(last) = run.last() else {
        return String::new();
    };
    let left = run
        .left()
        .map_or(String::new(), |left| format!(", about {} left", plain_time(left)));
    format!(
        "step {} of {}, epoch {}: segmentation {:.4}, image {:.4}, {:.1} pictures/s{left}",
        last.step,
        run.total_steps(),
        last.epoch,
        last.loss_segmentation,
        last.loss_image,
        last.images_per_s,
    )
}
