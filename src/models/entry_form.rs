//! An entry as the registry's files spell it, and what may stand there: names become folders and addresses are fetched,
//! so nothing that was written by somebody else is taken on trust.

use super::{Address, HubFile, ModelEntry, ModelKind, Source};
use crate::base::printable;
use serde::{Deserialize, Serialize};
use std::path::{Component, Path, PathBuf};

/// Longest name.
const NAME: usize = 64;

/// An entry of a registry's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryForm {
    pub name: String,
    pub kind: ModelKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub file: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hugging_face: Option<HubFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git_blob: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_on: Option<String>,
}

impl EntryForm {
    /// The entry, checked; or what is wrong with it, in words.
    pub fn into_entry(self, is_users: bool) -> Result<ModelEntry, String> {
        let wrong = |what: String| format!("model '{}': {what}", printable(&self.name));
        check_name(&self.name).map_err(&wrong)?;
        check_file(&self.file).map_err(&wrong)?;
        check_hash("sha256", self.sha256.as_deref(), 64).map_err(&wrong)?;
        check_hash("git_blob", self.git_blob.as_deref(), 40).map_err(&wrong)?;
        let mut sources = Vec::new();
        if let Some(url) = &self.url {
            let address = Address::parse(url).map_err(|error| wrong(error.to_string()))?;
            sources.push(Source::Url(address));
        }
        if let Some(hub) = &self.hugging_face {
            check_hub(hub).map_err(&wrong)?;
            sources.push(Source::HuggingFace(hub.clone()));
        }
        if let Some(inside) = &self.project {
            check_inside(inside).map_err(&wrong)?;
            sources.push(Source::Project(inside.clone()));
        }
        if let Some(path) = &self.path {
            if !path.is_absolute() {
                return Err(wrong("its path must begin at the root".to_owned()));
            }
            sources.push(Source::File(path.clone()));
        }
        if sources.len() > 1 {
            return Err(wrong(
                "it has more than one of url, hugging_face, project and path".to_owned(),
            ));
        }
        Ok(ModelEntry {
            source: sources.pop().unwrap_or(Source::ByHand),
            name: self.name,
            kind: self.kind,
            title: self.title,
            file: self.file,
            from: self.from,
            size: self.size,
            sha256: self.sha256,
            git_blob: self.git_blob,
            licence: self.licence,
            trained_on: self.trained_on,
            is_users,
        })
    }
}

impl From<&ModelEntry> for EntryForm {
    fn from(entry: &ModelEntry) -> Self {
        let source = &entry.source;
        Self {
            name: entry.name.clone(),
            kind: entry.kind,
            title: entry.title.clone(),
            file: entry.file.clone(),
            url: match source {
                Source::Url(address) => Some(address.text().to_owned()),
                _ => None,
            },
            hugging_face: match source {
                Source::HuggingFace(hub) => Some(hub.clone()),
                _ => None,
            },
            project: match source {
                Source::Project(inside) => Some(inside.clone()),
                _ => None,
            },
            path: match source {
                Source::File(path) => Some(path.clone()),
                _ => None,
            },
            from: entry.from.clone(),
            size: entry.size,
            sha256: entry.sha256.clone(),
            git_blob: entry.git_blob.clone(),
            licence: entry.licence.clone(),
            trained_on: entry.trained_on.clone(),
        }
    }
}

/// A name is a word on the command line and a folder.
pub fn check_name(name: &str) -> Result<(), String> {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    let first = name.chars().next();
    if name.len() <= NAME && name.chars().all(letter) && first.is_some_and(|c| c.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(format!(
        "a name is made of a to z, 0 to 9, '.', '-' and '_', begins with a letter or a digit, and has at most {NAME} \
         characters"
    ))
}

/// The last part of a path, and nothing else.
pub fn check_file(file: &str) -> Result<(), String> {
    let mut parts = Path::new(file).components();
    let one = matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == file);
    if one && !file.starts_with('.') && !file.chars().any(char::is_control) && !file.contains('\\') {
        return Ok(());
    }
    Err(format!("'{}' is no name of a file", printable(file)))
}

fn check_inside(path: &str) -> Result<(), String> {
    let safe = |part: &str| part != ".." && part != "." && check_file(part).is_ok();
    if path.split('/').all(safe) {
        return Ok(());
    }
    Err(format!("'{}' is no path inside a folder", printable(path)))
}

fn check_hash(what: &str, hash: Option<&str>, digits: usize) -> Result<(), String> {
    let hexadecimal = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    match hash {
        Some(hash) if hash.len() != digits || !hash.chars().all(hexadecimal) => Err(format!(
            "{what} must be {digits} hexadecimal digits in lower case, and is '{}'",
            printable(hash)
        )),
        _ => Ok(()),
    }
}

fn check_hub(hub: &HubFile) -> Result<(), String> {
    let part = |text: &str| {
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        !text.is_empty() && text != "." && text != ".." && text.chars().all(safe)
    };
    let parts = |text: &str| text.split('/').all(part);
    if hub.repository.split('/').count() > 2 || !parts(&hub.repository) {
        return Err(format!(
            "'{}' is no repository: expected OWNER/NAME",
            printable(&hub.repository)
        ));
    }
    if !parts(&hub.revision) {
        return Err(format!(
            "'{}' is no revision: expected a branch, a tag or a commit",
            printable(&hub.revision)
        ));
    }
    if !parts(&hub.path) {
        return Err(format!(
            "'{}' is no path inside a repository",
            printable(&hub.path)
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str) -> EntryForm {
        EntryForm {
            name: name.to_owned(),
            kind: ModelKind::Prompts,
            title: None,
            file: "a.pth".to_owned(),
            url: None,
            hugging_face: None,
            project: None,
            path: None,
            from: None,
            size: None,
            sha256: None,
            git_blob: None,
            licence: None,
            trained_on: None,
        }
    }

    #[test]
    fn an_entry_comes_back_from_its_form() {
        let mut one = form("mine-1.b_c");
        one.url = Some("https://example.org/a.pth".to_owned());
        one.sha256 = Some("a1".repeat(32));
        let entry = one.clone().into_entry(true).unwrap();
        assert_eq!(EntryForm::from(&entry), one);
        assert_eq!(form("x").into_entry(true).unwrap().source, Source::ByHand);
    }

    #[test]
    fn nothing_that_leads_out_of_a_folder_or_to_an_odd_place_is_taken() {
        type Change = fn(&mut EntryForm);
        let cases: [(Change, &str); 14] = [
            (|f| f.name = "../x".into(), "a name is made of"),
            (|f| f.name = "-x".into(), "a name is made of"),
            (|f| f.name = "A".into(), "a name is made of"),
            (|f| f.name = "a\u{1b}[2J".into(), "'a\\u{1b}[2J'"),
            (|f| f.file = "../a".into(), "no name of a file"),
            (|f| f.file = ".hidden".into(), "no name of a file"),
            (|f| f.file = "a\u{7}".into(), "a\\u{7}"),
            (|f| f.file = "".into(), "no name of a file"),
            (|f| f.sha256 = Some("abc".into()), "64 hexadecimal"),
            (|f| f.git_blob = Some("Z".repeat(40)), "40 hexadecimal"),
            (|f| f.url = Some("http://example.org/a".into()), "https"),
            (|f| f.project = Some("demo/../../x".into()), "no path inside"),
            (|f| f.path = Some("relative".into()), "begin at the root"),
            (
                |f| {
                    f.path = Some("/a".into());
                    f.project = Some("b".into());
                },
                "more than one",
            ),
        ];
        for (change, expected) in cases {
            let mut one = form("x");
            change(&mut one);
            let error = one.into_entry(true).unwrap_err();
            assert!(error.contains(expected), "{expected}: {error}");
            assert!(!error.chars().any(char::is_control), "{error:?}");
        }
        for (repository, revision, path) in [
            ("a/b/c", "main", "x"),
            ("a/..", "main", "x"),
            ("a/b", "ma in", "x"),
            ("a/b", "main", "../x"),
            ("a/b", "main?token", "x"),
            ("a@evil/b", "main", "x"),
        ] {
            let mut one = form("x");
            one.hugging_face = Some(HubFile {
                repository: repository.into(),
                revision: revision.into(),
                path: path.into(),
            });
            assert!(one.into_entry(false).is_err(), "{repository} {revision} {path}");
        }
    }
}
