//! From a command line to options, with what the files of settings say as defaults.

use super::option::{command_named, settable_options};
use super::problems::unknown_keys;
use crate::config::{Problem, Settings};
use clap::builder::Resettable;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, Id};
use std::collections::HashMap;
use std::ffi::OsString;

/// Commands that find out what is wrong, and so go on in spite of it.
const IN_SPITE: [&str; 1] = ["doctor"];

/// Why a command line gives no options.
#[derive(Debug)]
pub enum Refusal {
    /// Wrong usage; or help or the version were asked for.
    Usage(Box<clap::Error>),
    /// The files of settings cannot be used.
    Settings(Vec<Problem>),
}

impl From<clap::Error> for Refusal {
    fn from(error: clap::Error) -> Self {
        Self::Usage(Box::new(error))
    }
}

/// A command line that was understood.
pub struct Parsed {
    /// What it says.
    pub matches: ArgMatches,
    /// What in the files is not understood, but does not matter.
    pub warnings: Vec<Problem>,
}

/// Reads the files of settings, and with them the command line (the program's name first).
pub fn parse(root: &Command, line: &[OsString]) -> Result<Parsed, Refusal> {
    let bare = match root.clone().try_get_matches_from(line) {
        // Help tells of the program, not of this user's settings, and comes even if those are broken.
        Err(error) if is_help(&error) => return Err(error.into()),
        bare => bare,
    };
    let arguments = line.get(1..).unwrap_or_default();
    let Some(command) = command_named(root, arguments) else {
        return Ok(Parsed {
            matches: bare?,
            warnings: Vec::new(),
        });
    };
    let (settings, errors) = Settings::read();
    let options = settable_options(root);
    let own = options.iter().filter(|option| option.command == command);
    let (mut values, mut wrong) = (HashMap::new(), Vec::new());
    for option in own {
        let Some(setting) = settings.get(&option.command, &option.name, &option.shared_key()) else {
            continue;
        };
        let id = option.arg.get_id().clone();
        match option.values(&setting) {
            Ok(found) => drop(values.insert(id, found)),
            Err(reason) => {
                let message = format!("{}: {reason}", setting.entry.full_key());
                wrong.push((id, Problem::at(setting.file, setting.entry.line, message)));
            }
        }
    }
    let matches = parse_with(root, &command, values, line);
    let found = matches
        .as_ref()
        .ok()
        .and_then(|matches| innermost(root, matches, &command));
    // A wrong value does not matter where it is not wanted.
    wrong.retain(|(id, _)| !found.is_some_and(|(_, found)| is_given(found, id)));
    let broken: Vec<Problem> = errors
        .iter()
        .map(Problem::from)
        .chain(wrong.into_iter().map(|(_, problem)| problem))
        .collect();
    let goes_on = command
        .first()
        .is_some_and(|name| IN_SPITE.contains(&name.as_str()));
    if !broken.is_empty() && !goes_on {
        return Err(Refusal::Settings(broken));
    }
    let unknown = unknown_keys(&settings, root, &options);
    Ok(Parsed {
        matches: matches?,
        warnings: broken.into_iter().chain(unknown).collect(),
    })
}

fn is_help(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// Whether an option has its value from the command line or a variable.
fn is_given(matches: &ArgMatches, id: &Id) -> bool {
    !matches!(
        matches.value_source(id.as_str()),
        None | Some(ValueSource::DefaultValue)
    )
}

/// The command line with `values` as defaults of the command's options. What stands in a file gives way to a flag or a
/// variable that it cannot be used with.
fn parse_with(
    root: &Command,
    command: &[String],
    mut values: HashMap<Id, Vec<OsString>>,
    line: &[OsString],
) -> Result<ArgMatches, clap::Error> {
    let with = |values: &HashMap<Id, Vec<OsString>>| with_defaults(root.clone(), command, values);
    let matches = with(&values).try_get_matches_from(line)?;
    if values.is_empty() {
        return Ok(matches);
    }
    let mut built = root.clone();
    built.build();
    let Some((definition, found)) = innermost(&built, &matches, command) else {
        return Ok(matches);
    };
    let conflict = |one: &Arg, other: &Arg| {
        let against = definition.get_arg_conflicts_with(one);
        against.iter().any(|arg| arg.get_id() == other.get_id())
    };
    let gives_way = |id: &Id| {
        let mut args = definition.get_arguments();
        let Some(arg) = definition.get_arguments().find(|arg| arg.get_id() == id) else {
            return false;
        };
        args.any(|other| is_given(found, other.get_id()) && (conflict(arg, other) || conflict(other, arg)))
    };
    let yielding: Vec<Id> = values
        .keys()
        .filter(|id| !is_given(found, id) && gives_way(id))
        .cloned()
        .collect();
    if yielding.is_empty() {
        return Ok(matches);
    }
    values.retain(|id, _| !yielding.contains(id));
    with(&values).try_get_matches_from(line)
}

fn with_defaults(command: Command, names: &[String], values: &HashMap<Id, Vec<OsString>>) -> Command {
    let Some((first, rest)) = names.split_first() else {
        return command.mut_args(|arg| match values.get(arg.get_id()) {
            Some(found) => arg
                .default_values(found.clone())
                .required(false)
                .required_unless_present(Resettable::Reset),
            None => arg,
        });
    };
    command.mut_subcommands(|inner| match inner.get_name() == first {
        true => with_defaults(inner, rest, values),
        false => inner,
    })
}

/// The definition and the values of the command that was named.
pub fn innermost<'a>(
    root: &'a Command,
    matches: &'a ArgMatches,
    names: &[String],
) -> Option<(&'a Command, &'a ArgMatches)> {
    names
        .iter()
        .try_fold((root, matches), |(command, matches), name| {
            Some((command.find_subcommand(name)?, matches.subcommand_matches(name)?))
        })
}
