//! `runs show`: one run.

use super::Which;
use super::progress::{Progress, RunLine};
use crate::base::{printable, printable_path};
use crate::cli::exit::Exit;
use crate::cli::streams::print_line;
use crate::run::{RunPaths, RunSummary};
use anyhow::Context;
use serde_json::{Value, json};

/// Options of `runs show`.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// One JSON object: as in list, and under "record" all of run.toml
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Shows.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let folder = options.which.folder();
    let run = RunSummary::read(&folder)?;
    let text = std::fs::read_to_string(RunPaths::new(&folder).record())?;
    let record: toml::Table = text.parse().context("run.toml")?;
    if options.json {
        let mut shown = serde_json::to_value(RunLine::new(&run))?;
        if let Value::Object(shown) = &mut shown {
            shown.insert("record".to_owned(), json!(record));
        }
        print_line(&shown.to_string())?;
        return Ok(Exit::Success);
    }
    for (name, value) in rows(&run) {
        print_line(&format!("{name:<12} {value}"))?;
    }
    print_line("")?;
    // The record itself is made for reading.
    for line in text.lines() {
        print_line(&printable(line))?;
    }
    Ok(Exit::Success)
}

fn rows(run: &RunSummary) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("run", printable_path(&run.folder)),
        ("state", run.state.name().to_owned()),
    ];
    if let Some(progress) = Progress::of(run) {
        rows.push(("progress", progress.text()));
    }
    if let Some(pulse) = &run.pulse {
        rows.push((
            "process",
            format!(
                "{} on {}, last heartbeat {:.0} s ago",
                pulse.pid,
                printable(&pulse.host),
                pulse.age().max(0.0)
            ),
        ));
    }
    if let Some(words) = &run.last_words {
        rows.push((
            "last words",
            words.lines().map(printable).collect::<Vec<_>>().join(" / "),
        ));
    }
    rows
}
