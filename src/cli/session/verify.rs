//! `session verify`: whether the inputs are still what they were.

use super::given::Given;
use super::which::Which;
use super::{EXIT_HELP, json};
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::json_path::json_path;
use crate::cli::progress::Progress;
use crate::cli::streams::print_line;
use crate::session::{Sources, verify};
use serde_json::json;
use std::sync::{Mutex, PoisonError};

const DETAILS: &str = "\
Hashes the backbone, the prompts, every picture and mask, and reads the dataset's index again. A line for everything that \
is not what it was.

--json prints {\"session\", \"same\", \"files\", \"changes\": [{\"kind\", \"of_inputs\", \"path\", \"was\", \"is\", \
\"message\"}]}; kinds are weights_changed, weights_missing, root_missing, index_changed, index_unreadable, \
picture_changed, picture_missing, mask_changed, mask_missing and program, which is none of the inputs.";

/// Hash a session's inputs again and say what has changed
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    given: Given,
    /// One JSON object
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Verifies.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let opened = options.which.open()?;
    let session = &opened.session;
    let interrupt = Interrupt::listen()?;
    let sources = Sources::find(session, &options.given.overrides(), &interrupt.token())?;
    let progress = Mutex::new(Progress::new(session.images.len(), options.json));
    let lock = || progress.lock().unwrap_or_else(PoisonError::into_inner);
    let verified = verify(session, &sources, &interrupt.token(), &|| lock().picture());
    lock().finish();
    let verified = verified?;
    if options.json {
        let changes: Vec<_> = verified.changes.iter().map(json::change).collect();
        let object = json!({
            "session": json_path(&opened.path),
            "same": verified.is_same(),
            "files": verified.files,
            "changes": changes,
        });
        print_line(&object.to_string())?;
    } else {
        for change in &verified.changes {
            print_line(&change.to_string())?;
        }
        let files = verified.files;
        let inputs = verified
            .changes
            .iter()
            .filter(|change| change.is_of_inputs())
            .count();
        print_line(&match inputs {
            0 => format!("{files} files hashed: every input is what it was"),
            _ => format!("{files} files hashed: {inputs} of the inputs have changed or are missing"),
        })?;
    }
    Ok(match verified.is_same() {
        true => Exit::Success,
        false => Exit::SomeFailed,
    })
}
