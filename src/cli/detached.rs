//! This program as a run of its own, apart from the terminal.

use super::exit::Exit;
use super::json_path::json_path;
use super::streams::{print_line, say};
use crate::base::printable_path;
use crate::run::{absolute, detach};
use anyhow::Context;
use std::ffi::OsString;
use std::path::Path;

/// The present arguments with the run's folder settled: `option` is given once more, and the last one counts.
pub fn same_arguments_in(option: &str, folder: &Path) -> Vec<OsString> {
    std::env::args_os()
        .skip(1)
        .chain([option.into(), absolute(folder).into()])
        .collect()
}

/// Starts this program with `arguments` as a run in `folder`, waits for its first heartbeat, and prints folder and
/// process: with `json` as `{"run", "pid"}`.
pub fn begin(arguments: &[OsString], folder: &Path, json: bool) -> anyhow::Result<Exit> {
    let program = std::env::current_exe().context("cannot find this program to start it again")?;
    let run = detach(&program, arguments, &absolute(folder))?;
    if json {
        print_line(&serde_json::json!({"run": json_path(&run.folder), "pid": run.pid}).to_string())?;
    } else {
        print_line(&format!("{}\t{}", run.pid, printable_path(&run.folder)))?;
        say(format_args!(
            "runs as process {}, apart from this terminal; follow it with: vip2clip-tui runs watch {}",
            run.pid,
            printable_path(&run.folder)
        ));
    }
    Ok(Exit::Success)
}
