//! `session list`: a line a session.

use super::which::SessionsFolder;
use super::{EXIT_HELP, json};
use crate::base::{printable, printable_path};
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::streams::{print_line, say};
use crate::session::{Opened, Overrides, Sources, Verification, sessions_in, verify};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What sessions there are and what each holds
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXIT_HELP)]
pub struct Options {
    /// Folders of sessions to look into beside the folder of sessions
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    place: SessionsFolder,
    /// Also hash every input of each, and say whether it is still the same
    #[arg(long)]
    verify: bool,
    /// One JSON object a session
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Lists.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let interrupt = Interrupt::listen()?;
    let mut exit = Exit::Success;
    let mut seen = BTreeSet::new();
    let folders = options
        .place
        .folders()
        .into_iter()
        .chain(options.folders.iter().cloned());
    for found in folders.flat_map(|folder| sessions_in(&folder)) {
        match found {
            Ok(opened) => {
                let place = opened.path.canonicalize().unwrap_or_else(|_| opened.path.clone());
                if !seen.insert(place) {
                    continue;
                }
                let status = match options.verify {
                    true => Some(verified(&opened, &interrupt)?),
                    false => None,
                };
                if status.as_ref().is_some_and(|status| !status.is_same()) {
                    exit = Exit::SomeFailed;
                }
                print_line(&line(&opened, status.as_ref(), options.json))?;
            }
            Err(error) => {
                say(format_args!("error: {error}"));
                exit = Exit::SomeFailed;
            }
        }
    }
    if seen.is_empty() && exit == Exit::Success {
        say("no sessions");
    }
    Ok(exit)
}

fn verified(opened: &Opened, interrupt: &Interrupt) -> anyhow::Result<Verification> {
    let sources = Sources::find(&opened.session, &Overrides::default(), &interrupt.token())?;
    Ok(verify(&opened.session, &sources, &interrupt.token(), &|| ())?)
}

fn line(opened: &Opened, status: Option<&Verification>, as_json: bool) -> String {
    let Opened { path, session, .. } = opened;
    if as_json {
        let mut object = json::summary(path, session);
        if let (Some(status), Some(object)) = (status, object.as_object_mut()) {
            let changes: Vec<_> = status.changes.iter().map(json::change).collect();
            object.insert("same".to_owned(), json!(status.is_same()));
            object.insert("changes".to_owned(), json!(changes));
        }
        return object.to_string();
    }
    let state = match status {
        None => "",
        Some(status) if status.is_same() => "same     ",
        Some(_) => "changed  ",
    };
    let saved = session.times.ended.as_deref().unwrap_or(&session.times.started);
    format!(
        "{state}{}  {:>5} pictures  {}  {}  {}",
        printable(saved),
        session.images.len(),
        printable(&session.model.prompts.name),
        printable(&session.dataset.record.name),
        printable_path(path),
    )
}
