//! `config init`: a file of settings to begin with.

use crate::base::{printable_path, write_atomically};
use crate::cli::arguments::Arguments;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::settings::{SettableOption, settable_options};
use crate::cli::streams::{print_line, say};
use crate::config::{PROJECT_FILE, user_file};
use anyhow::Context;
use clap::CommandFactory;
use std::io::Write;
use std::path::PathBuf;

const HEAD: &str = "\
# Settings of vip2clip-tui. Flags and variables win over them. `vip2clip-tui config --help` says how this file is read,
# `config check` whether it is right, `config show` what came of it.
";

/// Options of `config init`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The project's file, here, instead of the user's
    #[arg(long)]
    project: bool,
}

/// Writes, unless there is a file.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let path = match options.project {
        true => PathBuf::from(PROJECT_FILE),
        false => user_file()
            .ok_or_else(|| UsageError("there is no home folder for a file of settings".to_owned()))?,
    };
    if path.exists() {
        return Err(UsageError(format!("{} is there already", printable_path(&path))).into());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", printable_path(folder)))?;
    }
    let text = example(&settable_options(&Arguments::command()));
    write_atomically(&path, |out| out.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write {}", printable_path(&path)))?;
    print_line(&printable_path(&path))?;
    say("everything in it is commented out; take the # away from what you want to set");
    Ok(Exit::Success)
}

/// Every setting once: outside of tables what several commands share, in its command's table what one alone has.
fn example(options: &[SettableOption]) -> String {
    let is_shared = |option: &SettableOption| {
        let mut same = options.iter().filter(|other| other.variable == option.variable);
        same.nth(1).is_some()
    };
    let mut text = HEAD.to_owned();
    let mut told: Vec<String> = Vec::new();
    for option in options.iter().filter(|option| is_shared(option)) {
        let key = option.shared_key();
        if !told.contains(&key) {
            text.push_str(&line(&key, option));
            told.push(key);
        }
    }
    let mut table = None;
    for option in options.iter().filter(|option| !is_shared(option)) {
        if table != Some(option.command_name()) {
            text.push_str(&format!("\n# [{}]\n", option.command_name().replace(' ', ".")));
            table = Some(option.command_name());
        }
        text.push_str(&line(&option.name, option));
    }
    text
}

/// What it does, and a value.
fn line(key: &str, option: &SettableOption) -> String {
    let help = option.arg.get_help().map(ToString::to_string).unwrap_or_default();
    let default = option.arg.get_default_values().first();
    let value = match (option.arg.get_action().takes_values(), default) {
        (false, _) => "false".to_owned(),
        (true, None) => "…".to_owned(),
        (true, Some(default)) => {
            let text = default.to_string_lossy();
            match text.parse::<f64>() {
                Ok(_) => text.into_owned(),
                Err(_) => format!("\"{text}\""),
            }
        }
    };
    format!("\n# {help}\n# {key} = {value}\n")
}
