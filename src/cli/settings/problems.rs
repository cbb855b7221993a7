//! What is wrong in files of settings.

use super::SettableOption;
use crate::base::{nearest, printable};
use crate::config::{Entry, Problem, Setting, Settings};
use clap::Command;

/// Keys that set nothing, with what was probably meant.
pub fn unknown_keys(settings: &Settings, root: &Command, options: &[SettableOption]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (_, file) in settings.files() {
        let unknown = file
            .entries
            .iter()
            .filter(|entry| !options.iter().any(|option| sets(entry, option)));
        problems.extend(unknown.map(|entry| {
            let message = format!("{} is unknown: {}", entry.full_key(), meant(entry, root, options));
            Problem::at(&file.path, entry.line, message)
        }));
    }
    problems
}

/// Everything that is wrong: unknown keys, and values that an option does not take.
pub fn problems(settings: &Settings, root: &Command, options: &[SettableOption]) -> Vec<Problem> {
    let mut problems = unknown_keys(settings, root, options);
    for (level, file) in settings.files() {
        for entry in &file.entries {
            let setting = Setting {
                level,
                file: &file.path,
                entry,
            };
            let mut told: Vec<(String, Vec<String>)> = Vec::new();
            for option in options.iter().filter(|option| sets(entry, option)) {
                let Err(reason) = option.values(&setting) else {
                    continue;
                };
                match told.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, commands)) => commands.push(option.command_name()),
                    None => told.push((reason, vec![option.command_name()])),
                }
            }
            problems.extend(told.into_iter().map(|(reason, commands)| {
                let message = format!("{}: {reason} (of {})", entry.full_key(), commands.join(", "));
                Problem::at(&file.path, entry.line, message)
            }));
        }
    }
    problems
}

fn sets(entry: &Entry, option: &SettableOption) -> bool {
    entry.is_for(&option.command, &option.name, &option.shared_key())
}

/// What an unknown key may have meant, or that it is ignored.
fn meant(entry: &Entry, root: &Command, options: &[SettableOption]) -> String {
    let ignored = || "it is ignored".to_owned();
    let did_you_mean = |name: &str| format!("did you mean {name}?");
    let Some(command) = command_of(&entry.tables, root) else {
        let commands: Vec<String> = options
            .iter()
            .map(|option| option.command_name().replace(' ', "."))
            .collect();
        let table = entry.tables.join(".");
        let known = nearest(&table, commands.iter().map(String::as_str));
        return match known {
            Some(name) => did_you_mean(&format!("the table [{name}]")),
            None => format!(
                "there is no command '{}'; {}",
                printable(&entry.tables.join(" ")),
                ignored()
            ),
        };
    };
    if entry.tables.is_empty() {
        let of_command = options.iter().find(|option| option.name == entry.key);
        if let Some(option) = of_command {
            let key = format!("[{}] {}", option.command_name().replace(' ', "."), option.name);
            return format!(
                "did you mean {} for every command, or {key}?",
                option.shared_key()
            );
        }
        let keys: Vec<String> = options.iter().map(SettableOption::shared_key).collect();
        return nearest(&entry.key, keys.iter().map(String::as_str)).map_or_else(ignored, did_you_mean);
    }
    if command
        .get_arguments()
        .any(|arg| arg.get_long() == Some(entry.key.as_str()))
    {
        return format!(
            "--{} can only be given on the command line",
            printable(&entry.key)
        );
    }
    let names = options.iter().filter(|option| {
        let first = entry.tables.first().map(String::as_str);
        match option.command.is_empty() {
            true => first == Some("workbench"),
            false => option.command.starts_with(&entry.tables),
        }
    });
    nearest(&entry.key, names.map(|option| option.name.as_str())).map_or_else(ignored, did_you_mean)
}

/// The command that tables name: the program itself for none, and for the workbench.
fn command_of<'a>(tables: &[String], root: &'a Command) -> Option<&'a Command> {
    if tables == ["workbench"] {
        return Some(root);
    }
    tables
        .iter()
        .try_fold(root, |command, name| command.find_subcommand(name))
}
