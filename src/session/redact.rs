//! A session without what tells whose machine it was made on: absolute paths, the name of the host, names of users.

use super::{Session, SessionError};
use crate::run::host;
use std::collections::BTreeSet;
use toml::Value;

/// What stands in place of folders.
const FOLDER: &str = "redacted";
/// What ends a path in running text.
const ENDS: [char; 12] = [' ', '\t', '\n', '"', '\'', '`', ',', ';', ')', ']', '>', '|'];
/// What a path may follow in running text.
const STARTS: [char; 12] = [' ', '\t', '\n', '"', '\'', '`', ',', ';', '(', '[', '=', ':'];
/// Names that name nobody.
const NOBODY: [&str; 5] = ["root", "user", "localhost", "home", "admin"];

/// Table and key of what others are found by, or what is one of few words: a user who is called like a class or a device
/// changes none of them.
const STAYS: [(&str, &str); 18] = [
    ("", "kind"),
    ("", "preset"),
    ("", "identity"),
    ("", "parent"),
    ("program", "precision"),
    ("hardware", "device"),
    ("dataset", "source"),
    ("dataset", "demo"),
    ("record", "name"),
    ("record", "split"),
    ("reading", "kind"),
    ("classes", "name"),
    ("classes", "values"),
    ("classes", "undefined"),
    ("images", "path"),
    ("images", "mask"),
    ("images", "class"),
    ("images", "species"),
];

/// What is to be taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redaction {
    /// Folders as they were recorded, longest first: these are found whatever characters they hold.
    folders: Vec<String>,
    /// Host and users.
    names: Vec<String>,
}

/// The session without them.
pub fn redact(session: &Session) -> Result<Session, SessionError> {
    let failed = |error: &dyn std::fmt::Display| SessionError::Record(error.to_string());
    let mut value = Value::try_from(session).map_err(|error| failed(&error))?;
    let redaction = Redaction::of(&value);
    redaction.walk(&mut value, "");
    value.try_into().map_err(|error: toml::de::Error| failed(&error))
}

impl Redaction {
    /// What this session and this machine give away.
    fn of(session: &Value) -> Self {
        let mut texts = Vec::new();
        collect(session, &mut texts);
        let mut folders = BTreeSet::new();
        let mut names: BTreeSet<String> = BTreeSet::from([host()]);
        names.extend(
            ["USER", "LOGNAME"]
                .into_iter()
                .filter_map(|name| std::env::var(name).ok()),
        );
        if let Ok(here) = std::env::current_dir() {
            folders.insert(here.to_string_lossy().into_owned());
        }
        if let Some(home) = std::env::var_os("HOME") {
            folders.insert(home.to_string_lossy().into_owned());
        }
        for key in [
            &["dataset", "record", "root"][..],
            &["model", "backbone", "path"],
            &["model", "prompts", "path"],
        ] {
            let found = key.iter().try_fold(session, |value, key| value.get(key));
            let text = found.and_then(|found| found.as_str().or_else(|| found.get("shown")?.as_str()));
            folders.extend(
                text.and_then(|path| path.rsplit_once('/'))
                    .map(|(folder, _)| folder.to_owned()),
            );
        }
        for text in texts {
            for home in ["/home/", "/Users/"] {
                let users = text.split(home).skip(1).filter_map(|rest| rest.split('/').next());
                names.extend(users.map(|user| user.split(ENDS).next().unwrap_or_default().to_owned()));
            }
        }
        names.retain(|name| name.chars().count() > 1 && !NOBODY.contains(&name.as_str()));
        let mut folders: Vec<String> = folders.into_iter().filter(|folder| folder.len() > 1).collect();
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.len()));
        Self {
            folders: folders
                .into_iter()
                .filter(|folder| folder.starts_with('/'))
                .collect(),
            names: names.into_iter().collect(),
        }
    }

    fn walk(&self, value: &mut Value, key: &str) {
        match value {
            Value::String(text) => *text = self.text(text, key),
            Value::Array(values) => values.iter_mut().for_each(|value| self.walk(value, key)),
            Value::Table(table) => {
                if let Some(shown) = path_by_bytes(table) {
                    if shown.starts_with('/') {
                        // Its bytes give away what its text does.
                        *value = Value::String(self.text(&shown, "path"));
                    }
                    return;
                }
                for (name, value) in table.iter_mut() {
                    let by_bytes = value.as_table().and_then(path_by_bytes);
                    let text = value.as_str().or(by_bytes.as_deref());
                    let is_absolute = text.is_some_and(|text| text.starts_with('/'));
                    match name.as_str() {
                        "ui" if key.is_empty() => self.walk_ui(value),
                        name if STAYS.contains(&(key, name)) && !is_absolute => {}
                        "path" | "root" | "command_line" => self.walk(value, "path"),
                        name => self.walk(value, name),
                    }
                }
            }
            _ => {}
        }
    }

    /// What the workbench keeps can be anything, the names of its keys among it.
    fn walk_ui(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text, "ui"),
            Value::Array(values) => values.iter_mut().for_each(|value| self.walk_ui(value)),
            Value::Table(table) => {
                let entries = std::mem::take(table).into_iter().map(|(name, mut value)| {
                    self.walk_ui(&mut value);
                    match name.starts_with('/') {
                        true => (self.text(&name, "path"), value),
                        false => (name, value),
                    }
                });
                *table = entries.collect();
            }
            _ => {}
        }
    }

    /// `key` is `path` where the whole text, or all of it behind `=`, may be one path.
    fn text(&self, text: &str, key: &str) -> String {
        let mut text = text.to_owned();
        if key == "path" {
            let start = match text.starts_with('/') {
                true => Some(0),
                false => text.find("=/").map(|at| at + 1),
            };
            if let Some(start) = start {
                let name = text[start..]
                    .trim_end_matches('/')
                    .rsplit('/')
                    .next()
                    .unwrap_or_default();
                text = format!("{}{FOLDER}/{name}", &text[..start]);
            }
        }
        for folder in &self.folders {
            text = text.replace(folder.as_str(), FOLDER);
        }
        text = without_paths(&text);
        for name in &self.names {
            text = without_name(&text, name);
        }
        text
    }
}

/// Every absolute path in running text, down to its last part.
fn without_paths(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('/') {
        let (before, path) = rest.split_at(at);
        out.push_str(before);
        let begins = out.chars().next_back().is_none_or(|c| STARTS.contains(&c));
        let length = path.find(ENDS).unwrap_or(path.len());
        let is_path = begins && length > 1 && !path.starts_with("//");
        if is_path {
            let name = path[..length]
                .trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or_default();
            out.push_str(FOLDER);
            out.push('/');
            out.push_str(name);
            rest = &path[length..];
        } else {
            out.push('/');
            rest = &path[1..];
        }
    }
    out + rest
}

/// `name` where it stands as a word.
fn without_name(text: &str, name: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric();
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        out.push_str(before);
        let inside =
            out.chars().next_back().is_some_and(is_part) || after.chars().next().is_some_and(is_part);
        out.push_str(if inside { name } else { FOLDER });
        rest = after;
    }
    out + rest
}

/// The readable form of a path that is kept by its bytes.
fn path_by_bytes(table: &toml::Table) -> Option<String> {
    let shown = table.get("shown")?.as_str()?;
    (table.len() == 2 && table.contains_key("bytes")).then(|| shown.to_owned())
}

fn collect<'v>(value: &'v Value, into: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => into.push(text),
        Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
        Value::Table(table) => table.values().for_each(|value| collect(value, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_are_found_by_stays_and_what_the_workbench_keeps_goes() {
        let redaction = Redaction {
            folders: Vec::new(),
            names: vec!["cork".to_owned(), "cpu".to_owned(), "detect".to_owned()],
        };
        let text = r#"
            kind = "detect"
            note = "cork was here"
            [hardware]
            device = "cpu"
            [dataset.demo]
            families = ["cork"]
            [dataset.record]
            root = "/home/cork/data"
            [[classes]]
            name = "cork-1"
            [[images]]
            path = "cork-1/a.png"
            error = "cork"
            [[images]]
            path = { shown = '/cork/\xff', bytes = "2f636f726b2fff" }
            [ui]
            kind = "cork"
            "/home/cork/a" = 1
        "#;
        let mut value: Value = toml::from_str(text).unwrap();
        redaction.walk(&mut value, "");
        let expected = text
            .replace("\"cork was", "\"redacted was")
            .replace("/home/cork/data", "redacted/data")
            .replace("error = \"cork\"", "error = \"redacted\"")
            .replace(
                "{ shown = '/cork/\\xff', bytes = \"2f636f726b2fff\" }",
                "'redacted/\\xff'",
            )
            .replace("kind = \"cork\"", "kind = \"redacted\"")
            .replace("/home/cork/a", "redacted/a");
        assert_eq!(value, toml::from_str::<Value>(&expected).unwrap());
    }

    #[test]
    fn paths_hosts_and_users_go_and_the_rest_stays() {
        let redaction = Redaction {
            folders: vec!["/srv/my data".to_owned()],
            names: vec!["ada".to_owned(), "gpu-7".to_owned()],
        };
        for (key, text, expected) in [
            ("path", "/home/ada l/x.pth", "redacted/x.pth"),
            ("path", "--out=/mnt/a b/c", "--out=redacted/c"),
            ("path", "--sigma", "--sigma"),
            (
                "note",
                "see /srv/my data/a.png and /tmp/x/y.",
                "see redacted/a.png and redacted/y.",
            ),
            (
                "note",
                "and/or 1/2 https://example.org/a",
                "and/or 1/2 https://example.org/a",
            ),
            (
                "note",
                "ada on gpu-7, not adapter",
                "redacted on redacted, not adapter",
            ),
            ("note", "a / b", "a / b"),
        ] {
            assert_eq!(redaction.text(text, key), expected, "{key} {text}");
        }
    }
}
