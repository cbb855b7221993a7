//! An entry in the form that programs read, and in words.

use crate::base::printable;
use crate::cli::json_path::json_path;
use crate::models::{ModelEntry, Origin, Registry, Source};
use crate::train::plain_bytes;
use serde::Serialize;

/// What stands where nothing is known.
pub const NOT_KNOWN: &str = "not known";

/// An entry for programs; what is not known is null.
#[derive(Debug, Serialize)]
pub struct EntryRecord<'a> {
    name: &'a str,
    kind: &'static str,
    title: Option<&'a str>,
    file: &'a str,
    source: &'static str,
    url: Option<String>,
    from: Option<&'a str>,
    size: Option<u64>,
    sha256: Option<&'a str>,
    git_blob: Option<&'a str>,
    licence: Option<&'a str>,
    trained_on: Option<&'a str>,
    is_users: bool,
    path: Option<String>,
    origin: Option<Origin>,
}

impl<'a> EntryRecord<'a> {
    /// What is known, and where its file lies.
    pub fn new(entry: &'a ModelEntry, registry: &'a Registry) -> Self {
        let local = registry.locate(entry);
        let recorded = registry.local(&entry.name);
        Self {
            name: &entry.name,
            kind: entry.kind.name(),
            title: entry.title.as_deref(),
            file: &entry.file,
            source: source_word(&entry.source),
            url: address(entry, registry),
            from: entry.from.as_deref(),
            size: entry.size.or(recorded.map(|local| local.size)),
            sha256: entry
                .sha256
                .as_deref()
                .or(recorded.map(|local| local.sha256.as_str())),
            git_blob: entry.git_blob.as_deref(),
            licence: entry.licence.as_deref(),
            trained_on: entry.trained_on.as_deref(),
            is_users: entry.is_users,
            path: local.as_ref().map(|local| json_path(&local.path)),
            origin: local.map(|local| local.origin),
        }
    }
}

fn source_word(source: &Source) -> &'static str {
    match source {
        Source::Url(_) => "url",
        Source::HuggingFace(_) => "hugging_face",
        Source::Project(_) => "project",
        Source::File(_) => "file",
        Source::ByHand => "by_hand",
    }
}

/// Where an entry is fetched, without what follows a question mark.
pub fn address(entry: &ModelEntry, registry: &Registry) -> Option<String> {
    match &entry.source {
        Source::Url(address) => Some(address.shown()),
        Source::HuggingFace(file) => Some(registry.hub().address(file).ok()?.shown()),
        _ => None,
    }
}

/// A text of an entry for people.
pub fn known(text: Option<&str>) -> String {
    text.map_or(NOT_KNOWN.to_owned(), |text| printable(text).into_owned())
}

/// Bytes for people.
pub fn size(bytes: Option<u64>) -> String {
    bytes.map_or(NOT_KNOWN.to_owned(), plain_bytes)
}
