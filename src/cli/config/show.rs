//! `config show`: every setting with its origin.

use crate::base::{printable, printable_path};
use crate::cli::arguments::Arguments;
use crate::cli::columns::columns;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::settings::{Origin, Refusal, Resolved, resolve, resolve_command_line};
use crate::cli::streams::{print_line, say};
use crate::config::Settings;
use anyhow::anyhow;
use clap::CommandFactory;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::Path;

/// Options of `config show`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// One JSON object an option: {"command", "option", "key", "value", "origin", "problem"}
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,

    /// A command line after --, without the program: what it would run with. Without one, every command's options
    #[arg(last = true, value_name = "COMMAND LINE")]
    line: Vec<OsString>,
}

/// Shows.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let root = Arguments::command();
    let (settings, errors) = Settings::read();
    for error in &errors {
        say(format_args!("warning: {error}"));
    }
    let resolved = match options.line.as_slice() {
        [] => resolve(&root, &settings),
        given => {
            let line: Vec<OsString> = [root.get_name().into()]
                .into_iter()
                .chain(given.iter().cloned())
                .collect();
            resolve_command_line(&root, &settings, &line).map_err(refused)?
        }
    };
    if options.json {
        for one in &resolved {
            print_line(&object(one).to_string())?;
        }
    } else {
        print_line(&page(&resolved))?;
    }
    Ok(Exit::Success)
}

fn refused(refusal: Refusal) -> anyhow::Error {
    match refusal {
        Refusal::Usage(error) => UsageError(
            error
                .to_string()
                .trim_start_matches("error: ")
                .trim_end()
                .to_owned(),
        )
        .into(),
        Refusal::Settings(problems) => {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            anyhow!(UsageError(told.join("\n")))
        }
    }
}

/// A line a setting; commands for which it is the same share one.
fn page(resolved: &[Resolved]) -> String {
    let mut rows: Vec<([String; 3], Vec<String>)> = Vec::new();
    for one in resolved {
        let cells = [one.option.shared_key(), shown(one), origin_shown(&one.origin)];
        let command = one.option.command_name();
        match rows.iter_mut().find(|(known, _)| *known == cells) {
            Some((_, commands)) => commands.push(command),
            None => rows.push((cells, vec![command])),
        }
    }
    // By key: what differs between commands stands together.
    rows.sort_by(|one, other| one.0[0].cmp(&other.0[0]));
    let head = ["key", "value", "from", "of"].map(str::to_owned);
    let lines = rows
        .into_iter()
        .map(|([key, value, origin], commands)| [key, value, origin, commands.join(", ")]);
    columns(std::iter::once(head).chain(lines))
}

fn shown(one: &Resolved) -> String {
    if let Some(problem) = &one.problem {
        return format!("({problem})");
    }
    let values: Vec<String> = one
        .values
        .iter()
        .map(|value| printable_path(Path::new(value)))
        .collect();
    match values.is_empty() {
        true => "-".to_owned(),
        false => values.join(","),
    }
}

fn origin_shown(origin: &Origin) -> String {
    match origin {
        Origin::Default => "default".to_owned(),
        Origin::User { file, line, .. } => format!("user {}:{line}", printable(file)),
        Origin::Project { file, line, .. } => format!("project {}:{line}", printable(file)),
        Origin::Environment { variable } => format!("${variable}"),
        Origin::Flag => "flag".to_owned(),
    }
}

fn object(one: &Resolved) -> Value {
    let texts: Vec<String> = one
        .values
        .iter()
        .map(|value| crate::cli::json_path::json_path(Path::new(value)))
        .collect();
    let value = match (one.option.takes_list(), texts.first()) {
        (true, _) => json!(texts),
        (false, first) => json!(first),
    };
    json!({
        "command": one.option.command_name(),
        "option": one.option.name,
        "key": one.option.shared_key(),
        "value": value,
        "origin": one.origin,
        "problem": one.problem,
    })
}
