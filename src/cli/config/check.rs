//! `config check`: whether the files of settings, keys and themes are right.

use super::path::{FileKind, user_files};
use crate::base::{printable, printable_path};
use crate::cli::arguments::Arguments;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::json_path::json_path;
use crate::cli::settings::{problems, settable_options};
use crate::cli::streams::{print_line, say};
use crate::config::{Level, Problem, Settings, TomlFile};
use crate::tui::input::{Keymap, with_keys};
use crate::tui::places::themes_folder;
use crate::tui::theme::{ColorDepth, ThemeLibrary};
use clap::CommandFactory;
use serde_json::json;
use std::path::{Path, PathBuf};

const DETAILS: &str = "\
Prints a line a problem, as FILE:LINE: what is wrong.

Exit status:
  0    nothing is wrong
  1    the check found a problem
  2    wrong usage";

/// Options of `config check`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    /// Check this file alone: keys if it is called keys.toml, a theme if it has roles, else settings [default: the
    /// files that `config path` lists]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// One JSON object a problem: {"file", "line", "message"}
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Checks.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let checked = match &options.file {
        Some(file) => vec![named(file)?],
        None => user_files()
            .into_iter()
            .filter(|(_, path)| path.exists())
            .collect(),
    };
    let mut found: Vec<Problem> = Vec::new();
    for (kind, path) in &checked {
        found.extend(check(*kind, path)?);
    }
    for problem in &found {
        let line = match options.json {
            true => json!({
                "file": problem.file.as_deref().map(json_path),
                "line": problem.line,
                "message": problem.message,
            })
            .to_string(),
            false => problem.to_string(),
        };
        print_line(&line)?;
    }
    if found.is_empty() {
        let files: Vec<String> = checked.iter().map(|(_, path)| printable_path(path)).collect();
        match files.is_empty() {
            true => {
                say("there are no files of settings; `vip2clip-tui config path` lists where they would be")
            }
            false => say(format_args!("nothing is wrong in {}", files.join(", "))),
        }
        return Ok(Exit::Success);
    }
    Ok(Exit::SomeFailed)
}

/// A file that was named, and what it seems to be.
fn named(path: &Path) -> Result<(FileKind, PathBuf), UsageError> {
    if !path.exists() {
        return Err(UsageError(format!("there is no file {}", printable_path(path))));
    }
    let has_roles = || {
        let read = TomlFile::read(path).ok().flatten();
        read.is_some_and(|file| {
            file.entries
                .iter()
                .any(|entry| entry.tables.first().is_some_and(|t| t == "roles"))
        })
    };
    let kind = if path.file_name().is_some_and(|name| name == "keys.toml") {
        FileKind::Keys
    } else if path.is_dir() || has_roles() {
        FileKind::Themes
    } else {
        FileKind::Project
    };
    Ok((kind, path.to_owned()))
}

fn check(kind: FileKind, path: &Path) -> anyhow::Result<Vec<Problem>> {
    match kind {
        FileKind::Themes => return Ok(themes(path)),
        FileKind::Keys | FileKind::User | FileKind::Project => {}
    }
    let file = match TomlFile::read(path) {
        Ok(Some(file)) => file,
        Ok(None) => return Ok(Vec::new()),
        Err(error) => return Ok(vec![Problem::from(&error)]),
    };
    if kind == FileKind::Keys {
        return Ok(with_keys(&Keymap::built_in()?, &file).1);
    }
    let level = match kind {
        FileKind::User => Level::User,
        _ => Level::Project,
    };
    let root = Arguments::command();
    let options = settable_options(&root);
    let settings = Settings::of(level, file);
    let mut found = problems(&settings, &root, &options);
    found.extend(unknown_themes(&settings));
    found.sort_by_key(|problem| problem.line);
    Ok(found)
}

/// What is wrong in a theme, or in a folder of them.
fn themes(path: &Path) -> Vec<Problem> {
    let mut warnings = Vec::new();
    if path.is_dir() {
        ThemeLibrary::load(ColorDepth::True, Some(path), &mut warnings);
    } else {
        let mut library = ThemeLibrary::load(ColorDepth::True, None, &mut warnings);
        let added = library.add_file(path, &mut warnings);
        warnings.extend(added.err().map(|error| error.to_string()));
    }
    let told = warnings.into_iter().map(|message| Problem {
        file: None,
        line: None,
        message: message.replace('\n', " "),
    });
    told.collect()
}

/// Themes by names that no theme has.
fn unknown_themes(settings: &Settings) -> Vec<Problem> {
    let library = ThemeLibrary::load(ColorDepth::True, themes_folder().as_deref(), &mut Vec::new());
    let mut found = Vec::new();
    for (_, file) in settings.files() {
        let themes = file.entries.iter().filter(|entry| {
            entry.key == "theme" && (entry.tables.is_empty() || entry.tables == ["workbench"])
        });
        for entry in themes {
            let Some(name) = entry.value.as_text().filter(|name| !name.ends_with(".toml")) else {
                continue;
            };
            if let Err(error) = library.find(name) {
                let reason = error.to_string();
                let reason: Vec<&str> = reason.split_whitespace().collect();
                let message = format!("{}: {}", entry.full_key(), printable(&reason.join(" ")));
                found.push(Problem::at(&file.path, entry.line, message));
            }
        }
    }
    found
}
