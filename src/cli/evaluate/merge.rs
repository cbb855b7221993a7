//! `evaluate merge`: shards put together.

use super::report::Reporter;
use super::tables;
use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::streams::say;
use crate::engine::evaluation::merge;
use crate::evaluate::published::PublishedTables;
use std::path::PathBuf;

/// Put the shards of an evaluation together
///
/// The numbers are those of a run that was never divided, to the last digit. The shards stay as they are; once the merged
/// run is there they can be deleted.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Folders of all shards, in any order
    #[arg(value_name = "SHARD", required = true)]
    shards: Vec<PathBuf>,

    /// Folder of the merged run; made, must be new or empty
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_OUT")]
    out: PathBuf,

    #[command(flatten)]
    output: tables::Options,
}

/// Merges.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let published = PublishedTables::read()?;
    let interrupt = Interrupt::listen()?;
    let mut reporter = Reporter::new(options.output.is_for_programs());
    let command_line = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let merged = merge(
        &options.shards,
        &options.out,
        command_line.collect(),
        &interrupt.token(),
        &mut |event| reporter.tell(event),
    );
    reporter.finish();
    let record = merged?;
    tables::print(&record, &published, &options.output)?;
    let failed: usize = record
        .items
        .iter()
        .flat_map(|item| &item.classes)
        .map(|class| class.failed)
        .sum();
    if failed == 0 {
        return Ok(Exit::Success);
    }
    say(format_args!(
        "{failed} images have no result and take no part in the numbers; why stands in {}",
        printable_path(&options.out.join("scores.jsonl"))
    ));
    Ok(Exit::SomeFailed)
}
