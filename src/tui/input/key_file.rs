//! The user's keys: a TOML file with a table for every place that keys go to, and `all` for everywhere.
//!
//! ```toml
//! [inspect]
//! more-blur = ["B", "ctrl-b"]
//! [all]
//! quit = "Q"
//! ```
//!
//! The keys given take the place of those that the action had. What cannot be understood is left out and told.

use super::keymap::parse_sequence;
use super::rebinding::{Change, Clash, Sequence};
use super::{Context, KeyPress, Keymap, sequence_written};
use crate::base::{nearest, printable};
use crate::config::{Entry, Problem, TomlFile, Value};
use crate::tui::Action;
use serde::Serialize;
use serde_json::json;
use std::path::Path;

/// The table for everywhere.
const ALL: &str = "all";

/// Where characters are typed, so that they cannot be commands.
const TYPED_INTO: [Context; 4] = [Context::Search, Context::Filter, Context::Palette, Context::Form];

/// `built_in` with the keys of the user's file, if there is one, and what is wrong there.
pub fn read_keys(built_in: Keymap, file: Option<&Path>) -> (Keymap, Vec<Problem>) {
    match file.map(TomlFile::read) {
        Some(Ok(Some(file))) => with_keys(&built_in, &file),
        Some(Ok(None)) | None => (built_in, Vec::new()),
        Some(Err(error)) => (built_in, vec![Problem::from(&error)]),
    }
}

/// `built_in` with the keys of `file`, and what is wrong there.
pub fn with_keys(built_in: &Keymap, file: &TomlFile) -> (Keymap, Vec<Problem>) {
    let mut reader = Reader {
        file: &file.path,
        keymap: built_in,
        problems: Vec::new(),
    };
    let mut changes: Vec<(bool, Change)> = Vec::new();
    for entry in &file.entries {
        let change = reader.change(entry);
        changes.extend(change.map(|change| (entry.tables == [ALL], change)));
    }
    // What is said of one place counts before what is said of all.
    changes.sort_by_key(|(everywhere, _)| *everywhere);
    let changes: Vec<Change> = changes.into_iter().map(|(_, change)| change).collect();
    let (keymap, clashes) = built_in.rebound(&changes);
    for clash in &clashes {
        reader.tell(clash.line, clash_text(clash, &changes));
    }
    let mut problems = reader.problems;
    problems.sort_by_key(|problem| problem.line);
    (keymap, problems)
}

/// What files call it: `next-sample`, `confirm-quit`.
pub fn file_name_of(named: &impl Serialize) -> String {
    match serde_json::to_value(named) {
        Ok(serde_json::Value::String(name)) => name,
        // Actions with something in them have no name of their own.
        _ => String::new(),
    }
}

struct Reader<'a> {
    file: &'a Path,
    keymap: &'a Keymap,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn tell(&mut self, line: usize, message: String) {
        self.problems.push(Problem::at(self.file, line, message));
    }

    fn change(&mut self, entry: &Entry) -> Option<Change> {
        let key = entry.full_key();
        let contexts = self.contexts(entry)?;
        let action = self.action(entry)?;
        let holds: Vec<Context> = self.keymap.contexts_of(action);
        let contexts: Vec<Context> = contexts
            .into_iter()
            .filter(|context| holds.contains(context))
            .collect();
        if contexts.is_empty() {
            let there = names(&holds);
            self.tell(
                entry.line,
                format!("{key}: it does nothing there, only in {there}"),
            );
            return None;
        }
        let written = match &entry.value {
            Value::Text(keys) => vec![keys.as_str()],
            Value::List(values) if values.iter().all(|value| matches!(value, Value::Text(_))) => {
                values.iter().filter_map(Value::as_text).collect()
            }
            other => {
                let found = other.kind();
                let message =
                    format!("{key}: expected keys such as \"B\" or [\"B\", \"g g\"], found {found}");
                self.tell(entry.line, message);
                return None;
            }
        };
        if action == Action::Back && written.is_empty() {
            let message = format!("{key}: it keeps its keys, as without one there is no way back");
            self.tell(entry.line, message);
            return None;
        }
        let sequences: Vec<Sequence> = written
            .iter()
            .filter_map(|keys| self.sequence(entry, keys))
            .collect();
        if sequences.is_empty() && !written.is_empty() {
            return None;
        }
        let contexts = self.where_not_typed(entry, contexts, &sequences)?;
        Some(Change {
            contexts,
            action,
            sequences,
            line: entry.line,
        })
    }

    fn contexts(&mut self, entry: &Entry) -> Option<Vec<Context>> {
        let known: Vec<String> = Context::ALL.iter().map(file_name_of).collect();
        match entry.tables.as_slice() {
            [table] if table == ALL => return Some(Context::ALL.to_vec()),
            [table] => {
                if let Some(place) = known.iter().position(|name| name == table) {
                    return Some(vec![Context::ALL[place]]);
                }
                let names = known.iter().map(String::as_str).chain([ALL]);
                let meant = match nearest(table, names) {
                    Some(name) => format!("did you mean [{name}]?"),
                    None => format!("there are [{ALL}], [{}]", known.join("], [")),
                };
                self.tell(entry.line, format!("[{}] is unknown: {meant}", printable(table)));
            }
            _ => {
                let message = format!(
                    "{}: expected it in a table such as [{ALL}] or [list]",
                    entry.full_key()
                );
                self.tell(entry.line, message);
            }
        }
        None
    }

    fn action(&mut self, entry: &Entry) -> Option<Action> {
        let found: Option<Action> = serde_json::from_value(json!(entry.key)).ok();
        if let Some(action) = found
            && !self.keymap.contexts_of(action).is_empty()
        {
            return Some(action);
        }
        let key = entry.full_key();
        let takes = |with: serde_json::Value| {
            serde_json::from_value::<Action>(json!({ entry.key.as_str(): with })).is_ok()
        };
        if found.is_some() || takes(json!("x")) || takes(json!(0)) {
            let message = format!("{key}: it acts on what is typed or clicked, so no key can be bound to it");
            self.tell(entry.line, message);
            return None;
        }
        let known: Vec<String> = self
            .keymap
            .actions()
            .map(|action| file_name_of(&action))
            .collect();
        let meant = match nearest(&entry.key, known.iter().map(String::as_str)) {
            Some(name) => format!("did you mean {name}?"),
            None => "`vip2clip-tui config keys` lists all actions".to_owned(),
        };
        self.tell(entry.line, format!("{key} is no action: {meant}"));
        None
    }

    fn sequence(&mut self, entry: &Entry, written: &str) -> Option<Sequence> {
        match parse_sequence(written) {
            Ok(sequence) if !shifts_a_character(written) => return Some(sequence),
            Ok(_) => {
                let message = format!(
                    "{}: '{}' cannot be told from the key without shift: write the character that it gives, as in G",
                    entry.full_key(),
                    printable(written)
                );
                self.tell(entry.line, message);
            }
            Err(error) => {
                let meant =
                    meant_keys(written).map_or(String::new(), |keys| format!(": did you mean '{keys}'?"));
                let message = match meant.is_empty() {
                    true => format!("{}: {error}", entry.full_key()),
                    false => format!(
                        "{}: '{}' is not a key{meant}",
                        entry.full_key(),
                        printable(written)
                    ),
                };
                self.tell(entry.line, message);
            }
        }
        None
    }

    /// The places where none of the keys is a character that is typed there.
    fn where_not_typed(
        &mut self,
        entry: &Entry,
        contexts: Vec<Context>,
        sequences: &[Sequence],
    ) -> Option<Vec<Context>> {
        let mut typed = sequences.iter().filter_map(|keys| keys.first());
        let Some(typed) = typed.find(|key| key.typed().is_some()) else {
            return Some(contexts);
        };
        let (refused, left): (Vec<_>, Vec<_>) = contexts
            .into_iter()
            .partition(|context| TYPED_INTO.contains(context));
        if !refused.is_empty() {
            let message = format!(
                "{}: {} is typed as a character in {}, where the action keeps its keys",
                entry.full_key(),
                typed.written(),
                names(&refused)
            );
            self.tell(entry.line, message);
        }
        (!left.is_empty()).then_some(left)
    }
}

fn names(contexts: &[Context]) -> String {
    let names: Vec<String> = contexts.iter().map(file_name_of).collect();
    names.join(", ")
}

fn clash_text(clash: &Clash, changes: &[Change]) -> String {
    let keys = sequence_written(&clash.keys);
    let against = sequence_written(&clash.against);
    let (winner, loser) = (file_name_of(&clash.winner), file_name_of(&clash.loser));
    let here = match clash.contexts.len() == Context::ALL.len() {
        true => "everywhere".to_owned(),
        false => format!("in {}", names(&clash.contexts)),
    };
    let both_given = changes
        .iter()
        .any(|change| change.line == clash.line && change.action == clash.loser);
    match (keys == against, both_given) {
        (true, true) => format!("{loser} does not get {keys} {here}: {winner} has it"),
        (true, false) => format!("{keys} {here} is {winner} now and no longer {loser}"),
        (false, true) => {
            format!("{loser} does not get {keys} {here}: {winner} has {against}, and one begins the other")
        }
        (false, false) => {
            format!("{against} {here} is {winner} now, so {loser} no longer has {keys}: one begins the other")
        }
    }
}

/// Whether shift is asked for with a character, which already shows it.
fn shifts_a_character(written: &str) -> bool {
    written.split_whitespace().any(|key| {
        key.contains("shift-")
            && key
                .rsplit('-')
                .next()
                .is_some_and(|last| last.chars().count() == 1)
    })
}

/// What other programs call keys, and what they are called here.
const ELSEWHERE: [(&str, &str); 7] = [
    ("pgdown", "pagedown"),
    ("pgdn", "pagedown"),
    ("pgup", "pageup"),
    ("del", "delete"),
    ("ins", "insert"),
    ("escape", "esc"),
    ("return", "enter"),
];

/// The keys that were probably meant.
fn meant_keys(written: &str) -> Option<String> {
    let each = written.split_whitespace().map(|key| {
        if key.parse::<KeyPress>().is_ok() {
            return Some(key.to_owned());
        }
        let lower = key.to_lowercase().replace(['+', '_'], "-");
        let lower = lower.replace("control-", "ctrl-").replace("c-", "ctrl-");
        if lower.parse::<KeyPress>().is_ok() {
            return Some(lower);
        }
        let (before, name) = match lower.rfind('-') {
            Some(dash) if dash + 1 < lower.len() => lower.split_at(dash + 1),
            _ => ("", lower.as_str()),
        };
        let known = ELSEWHERE.iter().find(|(elsewhere, _)| *elsewhere == name);
        let name = known.map_or_else(|| nearest(name, KeyPress::names()), |(_, here)| Some(*here))?;
        let meant = format!("{before}{name}");
        meant.parse::<KeyPress>().is_ok().then_some(meant)
    });
    let keys: Vec<String> = each.collect::<Option<_>>()?;
    (!keys.is_empty()).then(|| keys.join(" "))
}

#[cfg(test)]
mod tests;
