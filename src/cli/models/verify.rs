//! `models verify`: files are hashed again.

use crate::base::{CancelToken, printable_path};
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::json_path::json_path;
use crate::cli::streams::{print_line, say};
use crate::models::{ModelEntry, Registry, hashes_of};
use serde::Serialize;
use std::path::Path;

const DETAILS: &str = "\
Status 1 if a file is not what it should be, or was named and is not here. --json prints one object a line:
  {\"name\", \"state\", \"path\", \"size\", \"sha256\", \"git_blob\", \"problem\"}
\"state\" is good (as published or recorded), unknown (nothing to compare with), bad or missing.";

/// Hash files again and compare them
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    /// The models [default: all that are here]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// One JSON object a model
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Verdict {
    name: String,
    state: &'static str,
    path: Option<String>,
    size: Option<u64>,
    sha256: Option<String>,
    git_blob: Option<String>,
    problem: Option<String>,
    #[serde(skip)]
    shown: String,
}

/// Verifies.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let registry = Registry::open()?;
    let interrupt = Interrupt::listen()?;
    let cancel = interrupt.token();
    let mut names = options.names.clone();
    if names.is_empty() {
        // A file that was added and is gone is news, too.
        let here = registry
            .entries()
            .filter(|entry| registry.locate(entry).is_some() || entry.is_users && is_added(entry));
        names = here.map(|entry| entry.name.clone()).collect();
    }
    let mut exit = Exit::Success;
    for name in &names {
        let verdict = verdict(&registry, registry.find(name)?, &cancel)?;
        if matches!(verdict.state, "bad" | "missing") {
            exit = Exit::SomeFailed;
        }
        let line = match options.json {
            true => serde_json::to_string(&verdict)?,
            false => verdict.shown,
        };
        print_line(&line)?;
    }
    if names.is_empty() {
        say("no model is here");
    }
    Ok(exit)
}

fn is_added(entry: &ModelEntry) -> bool {
    matches!(entry.source, crate::models::Source::File(_))
}

fn verdict(registry: &Registry, entry: &ModelEntry, cancel: &CancelToken) -> anyhow::Result<Verdict> {
    let name = &entry.name;
    let line = |state: &str, path: Option<&Path>, what: &str| {
        let path = path
            .map(|path| format!("  {}", printable_path(path)))
            .unwrap_or_default();
        format!("{state:<8}{name}{path}{what}")
    };
    let Some(local) = registry.locate(entry) else {
        return Ok(Verdict {
            name: name.clone(),
            state: "missing",
            path: None,
            size: None,
            sha256: None,
            git_blob: None,
            problem: Some("it is not on this machine".to_owned()),
            shown: line("missing", None, ""),
        });
    };
    let path = local.path.as_path();
    let base = Verdict {
        name: name.clone(),
        state: "bad",
        path: Some(json_path(path)),
        size: None,
        sha256: None,
        git_blob: None,
        problem: None,
        shown: String::new(),
    };
    let hashes = match hashes_of(path, cancel, &mut |_| {}) {
        Ok(hashes) => hashes,
        Err(_) if cancel.is_cancelled() => {
            return Err(crate::models::FetchError::Cancelled { kept_bytes: 0 }.into());
        }
        Err(error) => {
            let problem = format!("it cannot be read: {error}");
            return Ok(Verdict {
                shown: line("bad", Some(path), &format!(": {problem}")),
                problem: Some(problem),
                ..base
            });
        }
    };
    let recorded = registry.local(name).filter(|record| record.path == path);
    let found = hashes.check(entry).and_then(|()| match recorded {
        Some(record) => hashes.compare(Some(record.size), Some(&record.sha256), None),
        None => Ok(()),
    });
    let (state, problem) = match found {
        Err(mismatch) => ("bad", Some(mismatch.to_string())),
        Ok(()) if entry.has_checksum() || recorded.is_some() => ("good", None),
        Ok(()) => ("unknown", None),
    };
    let what = match &problem {
        Some(problem) => format!(": {problem}"),
        None => format!("  sha256 {}", hashes.sha256),
    };
    Ok(Verdict {
        state,
        shown: line(state, Some(path), &what),
        problem,
        size: Some(hashes.size),
        sha256: Some(hashes.sha256),
        git_blob: Some(hashes.git_blob),
        ..base
    })
}
