//! The options that files can set, from clap's definitions.

use clap::{Arg, ArgAction, Command, ValueHint};
use std::ffi::OsString;

/// What the variables' names begin with.
const PREFIX: &str = "VIP2CLIP_";

/// Commands that work whatever is in the files.
const WITHOUT_FILES: [&str; 3] = ["config", "completions", "man"];

/// Options whose value is a name unless it has a separator.
const NAMES_OR_PATHS: [&str; 3] = ["run", "resume", "theme"];

/// What an option's value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// true or false.
    Flag,
    /// A path.
    Path,
    /// A name, or a path with a separator in it.
    NameOrPath,
    /// Anything else.
    Word,
}

/// An option of a command that files can set.
#[derive(Debug, Clone)]
pub struct SettableOption {
    /// The command's names, outermost first; none for the workbench.
    pub command: Vec<String>,
    /// The option's name, without dashes.
    pub name: String,
    /// The variable that sets it too.
    pub variable: String,
    /// The definition.
    pub arg: Arg,
}

impl SettableOption {
    fn new(command: &[String], arg: &Arg) -> Option<Self> {
        Some(Self {
            command: command.to_vec(),
            name: arg.get_long()?.to_owned(),
            variable: arg.get_env()?.to_str()?.to_owned(),
            arg: arg.clone(),
        })
    }

    /// The key that sets it for every command with the same variable: `train-batch` for `VIP2CLIP_TRAIN_BATCH`.
    pub fn shared_key(&self) -> String {
        let name = self.variable.strip_prefix(PREFIX).unwrap_or(&self.variable);
        name.to_lowercase().replace('_', "-")
    }

    /// What people call the command.
    pub fn command_name(&self) -> String {
        match self.command.is_empty() {
            true => "workbench".to_owned(),
            false => self.command.join(" "),
        }
    }

    /// What its value may be.
    pub fn form(&self) -> Form {
        if !self.arg.get_action().takes_values() {
            Form::Flag
        } else if NAMES_OR_PATHS.contains(&self.name.as_str()) {
            Form::NameOrPath
        } else if self.arg.get_value_hint() == ValueHint::AnyPath {
            Form::Path
        } else {
            Form::Word
        }
    }

    /// Whether it takes a list of values.
    pub fn takes_list(&self) -> bool {
        matches!(self.arg.get_action(), ArgAction::Append)
    }
}

/// Every option of every command that files can set.
pub fn settable_options(root: &Command) -> Vec<SettableOption> {
    let mut options = Vec::new();
    collect(root, &mut Vec::new(), &mut options);
    options
}

fn collect(command: &Command, names: &mut Vec<String>, options: &mut Vec<SettableOption>) {
    let found = command.get_arguments();
    options.extend(found.filter_map(|arg| SettableOption::new(names, arg)));
    for inner in command.get_subcommands() {
        if names.is_empty() && WITHOUT_FILES.contains(&inner.get_name()) {
            continue;
        }
        names.push(inner.get_name().to_owned());
        collect(inner, names, options);
        names.pop();
    }
}

/// The names of the command that a command line (without the program) is for; `None` if files have no say in it.
/// A command's name comes before its options.
pub fn command_named(root: &Command, arguments: &[OsString]) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut command = root;
    for argument in arguments {
        match command.find_subcommand(argument) {
            Some(inner) => command = inner,
            None => break,
        }
        names.push(command.get_name().to_owned());
    }
    let reads = names
        .first()
        .is_none_or(|name| !WITHOUT_FILES.contains(&name.as_str()));
    reads.then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::Arguments;
    use clap::CommandFactory;

    #[test]
    fn every_option_with_a_variable_is_there_under_both_keys() {
        let options = settable_options(&Arguments::command());
        let find = |command: &str, name: &str| {
            let mut all = options.iter();
            all.find(|option| option.command_name() == command && option.name == name)
        };
        let batch = find("train", "batch").unwrap();
        assert_eq!(
            (batch.shared_key().as_str(), batch.form()),
            ("train-batch", Form::Word)
        );
        assert_eq!(find("detect", "batch").unwrap().shared_key(), "batch");
        assert_eq!(find("workbench", "auto").unwrap().form(), Form::Flag);
        assert!(find("dataset demo", "families").unwrap().takes_list());
        assert_eq!(find("train", "backbone").unwrap().form(), Form::Path);
        assert_eq!(find("train", "run").unwrap().form(), Form::NameOrPath);
        assert!(find("detect", "out").is_none(), "it has no variable");
        assert!(options.iter().all(|option| option.variable.starts_with(PREFIX)));
    }

    #[test]
    fn the_command_is_named_first() {
        let root = Arguments::command();
        for (line, expected) in [
            ("", Some(&[][..])),
            ("photos --sigma 4", Some(&[])),
            ("detect photos", Some(&["detect"])),
            ("dataset demo x", Some(&["dataset", "demo"])),
            ("evaluate --dataset merge", Some(&["evaluate"])),
            ("config check", None),
        ] {
            let arguments: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
            let named = command_named(&root, &arguments);
            let expected = expected.map(|names| names.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(named, expected, "{line}");
        }
    }
}
