//! `session export`: one file for another machine.

use super::EXIT_HELP;
use super::given::Given;
use super::which::Which;
use crate::base::printable_path;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::interrupt::Interrupt;
use crate::cli::json_path::json_path;
use crate::cli::streams::{print_line, say};
use crate::session::{ExportOptions, SessionError, Sources, export};
use crate::train::plain_bytes;
use serde_json::json;
use std::path::PathBuf;

const DETAILS: &str = "\
FILE is a zip that holds session.toml and, with --with-data, every picture and mask of the session under its sha256. \
Weights do not go along: the other machine needs files of the same sha256, which `session import` looks for.

--redact replaces absolute paths down to their last part, the name of this host and the names of users in paths, also in \
notes, warnings and the command line; paths below the dataset's root stay, since pictures are found by them.

Examples:
  vip2clip-tui session export monday monday.zip --redact
  vip2clip-tui session export monday monday-with-pictures.zip --with-data";

/// Pack a session into one file, without or with its pictures
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// The file to write
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The pictures and masks, too
    #[arg(long)]
    with_data: bool,
    /// Without absolute paths and names of hosts and users
    #[arg(long)]
    redact: bool,
    /// Replace a file of that name
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    given: Given,
    /// One JSON object about the file
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Exports.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let opened = options.which.open()?;
    if options.file.is_dir() {
        let shown = printable_path(&options.file);
        return Err(UsageError(format!("{shown} is a folder: name a file")).into());
    }
    if options.file.exists() && !options.force {
        return Err(SessionError::Exists(options.file.clone()).into());
    }
    let interrupt = Interrupt::listen()?;
    let data = match options.with_data {
        true => Some(Sources::find(&opened.session, &options.given.overrides(), &interrupt.token())?.root?),
        false => None,
    };
    let how = ExportOptions {
        data,
        redact: options.redact,
        cancel: interrupt.token(),
    };
    let exported = export(&opened.session, &options.file, &how)?;
    if options.json {
        let object = json!({
            "file": json_path(&options.file),
            "bytes": exported.bytes,
            "files": exported.files,
            "redacted": options.redact,
        });
        print_line(&object.to_string())?;
    } else {
        print_line(&printable_path(&options.file))?;
        say(format_args!(
            "{}, {} pictures and masks in it",
            plain_bytes(exported.bytes),
            exported.files
        ));
    }
    Ok(Exit::Success)
}
