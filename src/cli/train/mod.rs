//! `train`: prompts trained on a dataset, in a folder that a run can be gone on with.

mod options;
mod pause_signals;
mod report;
mod values;

pub use options::{Options, features_folder};
pub use values::place;

use super::detached;
use super::exit::Exit;
use super::interrupt::Interrupt;
use super::streams::say;
use crate::base::printable_path;
use crate::engine::{DeviceChoice, DtypeChoice, device_name};
use crate::run::{RunPaths, RunStatus, is_detached};
use crate::train::{RunEnd, RunMachine, TrainRecord, TrainingRun};
use anyhow::Context;
use report::Reporter;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::path::Path;

/// Runs `train`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let folder = options.folder()?;
    if options.resume.is_some() {
        let record = TrainRecord::read(&RunPaths::new(&folder).record())?;
        if record.status == RunStatus::Finished {
            say(format_args!(
                "{}: all {} epochs are done",
                printable_path(&folder),
                record.settings.epochs
            ));
            return Ok(Exit::Success);
        }
    }
    if options.detach && !is_detached() {
        let option = if options.resume.is_some() {
            "--resume"
        } else {
            "--run"
        };
        return detached::begin(
            &detached::same_arguments_in(option, &folder),
            &folder,
            options.json,
        );
    }
    let interrupt = Interrupt::listen_for(
        &[SIGINT, SIGTERM, SIGHUP],
        "stopping after this step, with everything saved; once more to stop at once",
    )?;
    let run = ready(options, &folder, &interrupt)?;
    let mut reporter = Reporter::new(options.json);
    let end = run.run(&interrupt.token(), &mut reporter);
    reporter.finish();
    let end = end.with_context(|| after_failure(&folder))?;
    reporter.written()?;
    Ok(match end {
        RunEnd::Finished => Exit::Success,
        RunEnd::Stopped => {
            say(format_args!("stopped; {}", how_to_go_on(&folder)));
            Exit::Interrupted
        }
    })
}

/// The run, new or gone on with.
fn ready(options: &Options, folder: &Path, interrupt: &Interrupt) -> anyhow::Result<TrainingRun> {
    let pause = pause_signals::listen()?;
    let machine = |device: DeviceChoice, dtype: DtypeChoice| -> anyhow::Result<RunMachine> {
        let placement = device.place(dtype)?;
        Ok(RunMachine {
            device: device_name(&placement.device),
            placement,
            save_every: options.save_every,
            cancel: interrupt.token(),
            pause,
        })
    };
    if options.resume.is_some() {
        options.say_unused();
        let (device, dtype) = placed(&TrainRecord::read(&RunPaths::new(folder).record())?)?;
        Ok(TrainingRun::resume(folder, &machine(device, dtype)?)?)
    } else {
        let plan = options.plan(folder)?;
        Ok(TrainingRun::begin(
            plan,
            &machine(options.device, options.dtype)?,
        )?)
    }
}

/// The device and the precision that a run was begun on.
fn placed(record: &TrainRecord) -> anyhow::Result<(DeviceChoice, DtypeChoice)> {
    Ok((record.hardware.device.parse()?, record.program.precision.parse()?))
}

fn after_failure(folder: &Path) -> String {
    format!(
        "the run stopped; once the reason is gone, {}",
        how_to_go_on(folder)
    )
}

fn how_to_go_on(folder: &Path) -> String {
    format!(
        "go on with: vip2clip-tui train --resume {}",
        printable_path(folder)
    )
}
