//! The command line: what people type, what they get back, and the exit status.
//!
//! One file or folder per subcommand. stdout carries data, stderr carries talk.

mod arguments;
mod ask_terminal;
mod bench;
mod columns;
mod completions;
mod config;
mod dataset;
mod detached;
mod detect;
mod doctor;
mod error_text;
mod evaluate;
mod exit;
mod interrupt;
mod json_path;
mod man;
mod metrics;
mod model_options;
mod models;
mod pretrain;
mod progress;
mod runs;
mod runs_folder;
mod session;
mod settings;
mod streams;
mod train;
mod value_names;
mod workbench;

use arguments::Arguments;
use clap::{Command, CommandFactory, FromArgMatches};
use error_text::error_text;
use exit::Exit;
use settings::Refusal;
use std::ffi::OsString;
use std::process::ExitCode;
use streams::say;

/// Parses the arguments and runs the command.
pub fn main() -> ExitCode {
    crate::run::leave_terminal();
    let line: Vec<OsString> = std::env::args_os().collect();
    let mut root = Arguments::command();
    let understood = settings::parse(&root, &line).and_then(|parsed| {
        let arguments = Arguments::from_arg_matches(&parsed.matches);
        let arguments = arguments.map_err(|error| error.format(&mut root))?;
        Ok((arguments, parsed.warnings))
    });
    let (arguments, warnings) = match understood {
        Ok(understood) => understood,
        Err(refusal) => return refuse(&refusal, &root).into(),
    };
    let exit = arguments.run(&warnings).unwrap_or_else(|error| {
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

/// Says why nothing is run, or what was asked for instead.
fn refuse(refusal: &Refusal, root: &Command) -> Exit {
    match refusal {
        Refusal::Usage(answer) => {
            // Help and version come this way too. If the terminal is gone there is nobody to tell.
            let _ = answer.print();
            if let Some(variable) = arguments::variable_behind(answer, root) {
                say(format_args!(
                    "note: the value stands in the environment variable {variable}"
                ));
            }
            match answer.use_stderr() {
                true => Exit::Usage,
                false => Exit::Success,
            }
        }
        Refusal::Settings(problems) => {
            for problem in problems {
                say(format_args!("error: {problem}"));
            }
            say(
                "nothing was run; `vip2clip-tui config check` lists all that is wrong in the files of settings",
            );
            Exit::Usage
        }
    }
}
