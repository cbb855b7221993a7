//! `evaluate`: checkpoints on datasets, and the tables that come of it.

mod merge;
mod options;
mod paper;
mod report;
mod tables;

pub use options::Options;
pub use tables::Form;

use super::detached;
use super::exit::Exit;
use super::interrupt::Interrupt;
use super::streams::say;
use crate::base::printable_path;
use crate::engine::device_name;
use crate::engine::evaluation::{EvaluationEnd, EvaluationMachine, EvaluationRecord, EvaluationRun};
use crate::evaluate::published::PublishedTables;
use crate::run::{RunPaths, RunStatus, is_detached};
use crate::train::plain_bytes;
use anyhow::Context;
use options::Command;
use report::Reporter;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::path::Path;

/// Runs `evaluate`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    if let Some(Command::Merge(merge)) = &options.command {
        return merge::run(merge);
    }
    let published = PublishedTables::read()?;
    let folder = options.folder()?;
    if options.resume.is_some() {
        let record = EvaluationRecord::read(&RunPaths::new(&folder).record())?;
        if record.status == RunStatus::Finished {
            say(format_args!("{}: everything is done", printable_path(&folder)));
            tables::print(&record, &published, &options.output)?;
            return Ok(Exit::Success);
        }
    }
    if options.detach && !is_detached() {
        let option = if options.resume.is_some() {
            "--resume"
        } else {
            "--run"
        };
        let arguments = detached::same_arguments_in(option, &folder);
        return detached::begin(&arguments, &folder, options.output.json);
    }
    let interrupt = Interrupt::listen_for(
        &[SIGINT, SIGTERM, SIGHUP],
        "stopping after this batch, with everything kept; once more to stop at once",
    )?;
    let run = ready(options, &folder, &published, &interrupt)?;
    let shard = run.record().settings.shard;
    for item in &run.record().items {
        for warning in &item.warnings {
            say(format_args!(
                "warning: {} on {}: {warning}",
                item.method, item.dataset.name
            ));
        }
    }
    if !shard.is_whole() {
        say(format_args!(
            "shard {shard}: its maps stay in {} until they are merged, {}",
            printable_path(&folder),
            plain_bytes(run.room())
        ));
    }
    let mut reporter = Reporter::new(options.output.is_for_programs());
    let ended = run.run(&interrupt.token(), &mut |event| reporter.tell(event));
    reporter.finish();
    let how = || {
        format!(
            "go on with: vip2clip-tui evaluate --resume {}",
            printable_path(&folder)
        )
    };
    let (end, record) =
        ended.with_context(|| format!("the evaluation stopped; once the reason is gone, {}", how()))?;
    match end {
        EvaluationEnd::Stopped => {
            say(format_args!("stopped; {}", how()));
            Ok(Exit::Interrupted)
        }
        EvaluationEnd::Finished { failed } => {
            if shard.is_whole() {
                tables::print(&record, &published, &options.output)?;
            } else {
                say(format_args!(
                    "shard {shard} is done; once all are: vip2clip-tui evaluate merge SHARD… --out DIR"
                ));
            }
            if failed == 0 {
                return Ok(Exit::Success);
            }
            say(format_args!(
                "{failed} images have no result and take no part in the numbers; why stands in {}",
                printable_path(&folder.join("scores.jsonl"))
            ));
            Ok(Exit::SomeFailed)
        }
    }
}

/// The run, new or gone on with.
fn ready(
    options: &Options,
    folder: &Path,
    published: &PublishedTables,
    interrupt: &Interrupt,
) -> anyhow::Result<EvaluationRun> {
    let machine =
        |device: crate::engine::DeviceChoice, dtype: crate::engine::DtypeChoice| -> anyhow::Result<_> {
            let placement = device.place(dtype)?;
            Ok(EvaluationMachine {
                device: device_name(&placement.device),
                placement,
                cancel: interrupt.token(),
            })
        };
    if options.resume.is_some() {
        let record = EvaluationRecord::read(&RunPaths::new(folder).record())?;
        let (device, dtype) = (record.hardware.device.parse()?, record.program.precision.parse()?);
        return Ok(EvaluationRun::resume(folder, &machine(device, dtype)?)?);
    }
    let plan = options.plan(folder)?;
    let machine = machine(options.how.device, options.how.dtype)?;
    Ok(EvaluationRun::begin(plan, published, &machine)?)
}
