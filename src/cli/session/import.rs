//! `session import`: an exported session put to work here.

use super::given::Given;
use super::which::SessionsFolder;
use super::{EXIT_HELP, json};
use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::json_path::json_path;
use crate::cli::streams::{print_line, say};
use crate::session::{ImportOptions, import};
use serde_json::json;
use std::path::{Path, PathBuf};

const DETAILS: &str = "\
--root says where the dataset lies on this machine; it is asked for only where the pictures did not come along, are not \
drawn, and are not where they were. The model is looked for by its sha256 where it was and in the models folders; where it \
is not found the session is imported all the same, and --backbone and --prompts name it later.

Pictures that came along go to a new folder beside the session, or to --data. Nothing in FILE is run, only what an export \
writes is accepted, and no path leads out of that folder.

Examples:
  vip2clip-tui session import monday.zip --root /data/photos && vip2clip-tui session replay monday";

/// Take in an exported session
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    /// The exported file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The session's name in the folder of sessions, or its file [default: the name of FILE]
    #[arg(long, value_name = "NAME")]
    name: Option<PathBuf>,
    /// Folder for pictures that came along; new or empty [default: the session's name and -pictures]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Replace a session of that name
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    place: SessionsFolder,
    #[command(flatten)]
    given: Given,
    /// One JSON object about the session
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Imports.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let own = options.file.file_stem().map(PathBuf::from);
    let name = options.name.clone().or(own);
    let to = options.place.place(name.as_deref(), "imported")?;
    let mut pictures = to.file_stem().unwrap_or_default().to_owned();
    pictures.push("-pictures");
    let data = options
        .data
        .clone()
        .unwrap_or_else(|| to.parent().unwrap_or(Path::new("")).join(pictures));
    let interrupt = Interrupt::listen()?;
    let how = ImportOptions {
        to: to.clone(),
        force: options.force,
        data,
        given: options.given.overrides(),
        cancel: interrupt.token(),
    };
    let imported = import(&options.file, &how)?;
    for warning in &imported.warnings {
        say(format_args!("warning: {warning}"));
    }
    let mut shown = json::summary(&to, &imported.session);
    if let Some((files, folder)) = &imported.unpacked {
        say(format_args!(
            "{files} pictures and masks in {}",
            printable_path(folder)
        ));
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("unpacked".to_owned(), json!(files));
            shown.insert("data".to_owned(), json!(json_path(folder)));
        }
    }
    match options.json {
        true => print_line(&shown.to_string())?,
        false => print_line(&printable_path(&to))?,
    }
    Ok(Exit::Success)
}
