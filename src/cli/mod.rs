//! The command line: what people type, what they get back, and the exit status.
//!
//! One file or folder per subcommand. stdout carries data, stderr carries talk.

mod arguments;
mod ask_terminal;
mod bench;
mod dataset;
mod detached;
mod detect;
mod doctor;
mod error_text;
mod evaluate;
mod exit;
mod interrupt;
mod json_path;
mod metrics;
mod model_options;
mod models;
mod pretrain;
mod progress;
mod runs;
mod runs_folder;
mod streams;
mod train;
mod workbench;

use arguments::Arguments;
use clap::Parser;
use error_text::error_text;
use exit::Exit;
use std::process::ExitCode;
use streams::say;

/// Parses the arguments and runs the command.
pub fn main() -> ExitCode {
    crate::run::leave_terminal();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => {
            // Help and version come this way too. If the terminal is gone there is nobody to tell.
            let _ = answer.print();
            if let Some(variable) = arguments::variable_behind(&answer) {
                say(format_args!(
                    "note: the value stands in the environment variable {variable}"
                ));
            }
            return if answer.use_stderr() {
                Exit::Usage
            } else {
                Exit::Success
            }
            .into();
        }
    };
    let exit = arguments.run().unwrap_or_else(|error| {
        let exit = Exit::for_error(&error);
        match exit {
            Exit::Interrupted => say("interrupted"),
            // Whoever read the output has had enough; that is no failure of theirs.
            Exit::Success => {}
            _ => say(format_args!("error: {}", error_text(&error))),
        }
        exit
    });
    exit.into()
}
