//! What an option's value is and where it comes from.

use super::option::{SettableOption, command_named, settable_options};
use super::parse::{Refusal, innermost, parse};
use crate::config::{Level, Setting, Settings};
use clap::Command;
use clap::parser::ValueSource;
use serde::Serialize;
use std::ffi::OsString;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Origin {
    /// The program.
    Default,
    /// The user's file.
    User {
        /// Its path.
        file: String,
        /// Its line, counted from 1.
        line: usize,
        /// The key there.
        key: String,
    },
    /// The project's file.
    Project {
        /// Its path.
        file: String,
        /// Its line, counted from 1.
        line: usize,
        /// The key there.
        key: String,
    },
    /// A variable.
    Environment {
        /// Its name.
        variable: String,
    },
    /// The command line.
    Flag,
}

/// An option with its value.
#[derive(Debug)]
pub struct Resolved {
    /// The option.
    pub option: SettableOption,
    /// Its values; none if nothing is set, one unless it takes a list.
    pub values: Vec<OsString>,
    /// Where they come from.
    pub origin: Origin,
    /// Why the option does not take them.
    pub problem: Option<String>,
}

/// Every option of every command without a command line.
pub fn resolve(root: &Command, settings: &Settings) -> Vec<Resolved> {
    let resolved = settable_options(root).into_iter().map(|option| {
        if let Some(value) = std::env::var_os(&option.variable) {
            let origin = Origin::environment(&option);
            return Resolved::new(option, vec![value], origin);
        }
        from_files(option, settings)
    });
    resolved.collect()
}

fn from_files(option: SettableOption, settings: &Settings) -> Resolved {
    let Some(setting) = settings.get(&option.command, &option.name, &option.shared_key()) else {
        let values = option.default_values();
        return Resolved::new(option, values, Origin::Default);
    };
    let origin = Origin::file(&setting);
    match option.values(&setting) {
        Ok(values) => Resolved::new(option, values, origin),
        Err(problem) => Resolved {
            problem: Some(problem),
            ..Resolved::new(option, Vec::new(), origin)
        },
    }
}

/// The options of the command that `line` (the program's name first) is for, as it would run.
pub fn resolve_command_line(
    root: &Command,
    settings: &Settings,
    line: &[OsString],
) -> Result<Vec<Resolved>, Refusal> {
    let parsed = parse(root, line)?;
    let Some(names) = command_named(root, line.get(1..).unwrap_or_default()) else {
        return Ok(Vec::new());
    };
    let Some((_, matches)) = innermost(root, &parsed.matches, &names) else {
        return Ok(Vec::new());
    };
    let options = settable_options(root)
        .into_iter()
        .filter(|option| option.command == names);
    let resolved = options.map(|option| {
        let id = option.arg.get_id().as_str();
        let raw = matches
            .get_raw(id)
            .map(|values| values.map(OsString::from).collect());
        let values: Vec<OsString> = raw.unwrap_or_default();
        match matches.value_source(id) {
            Some(ValueSource::CommandLine) => Resolved::new(option, values, Origin::Flag),
            Some(ValueSource::EnvVariable) => {
                let origin = Origin::environment(&option);
                Resolved::new(option, values, origin)
            }
            _ => {
                let found = from_files(option, settings);
                match found.values == values {
                    true => found,
                    // What stands in the file gave way to a flag.
                    false => Resolved::new(found.option, values, Origin::Default),
                }
            }
        }
    });
    Ok(resolved.collect())
}

impl SettableOption {
    fn default_values(&self) -> Vec<OsString> {
        let defaults = self.arg.get_default_values().iter();
        let values: Vec<OsString> = defaults.map(OsString::from).collect();
        match values.is_empty() && !self.arg.get_action().takes_values() {
            true => vec!["false".into()],
            false => values,
        }
    }
}

impl Resolved {
    fn new(option: SettableOption, values: Vec<OsString>, origin: Origin) -> Self {
        Self {
            option,
            values,
            origin,
            problem: None,
        }
    }
}

impl Origin {
    fn environment(option: &SettableOption) -> Self {
        Self::Environment {
            variable: option.variable.clone(),
        }
    }

    fn file(setting: &Setting<'_>) -> Self {
        let file = crate::cli::json_path::json_path(setting.file);
        let (line, key) = (setting.entry.line, setting.entry.full_key());
        match setting.level {
            Level::Project => Self::Project { file, line, key },
            Level::User => Self::User { file, line, key },
        }
    }
}
