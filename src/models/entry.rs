//! A model that is known by name.

use super::Address;
use std::path::PathBuf;

/// What a file of weights is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelKind {
    /// CLIP's two towers.
    Backbone,
    /// What ViP² learned.
    Prompts,
}

impl ModelKind {
    /// In options and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Backbone => "backbone",
            Self::Prompts => "prompts",
        }
    }
}

impl std::fmt::Display for ModelKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for ModelKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Backbone, Self::Prompts]
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| "expected backbone or prompts".to_owned())
    }
}

/// A file on Hugging Face's hub.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HubFile {
    /// OWNER/NAME.
    pub repository: String,
    /// A branch, a tag or a commit.
    pub revision: String,
    /// The file's path inside it.
    pub path: String,
}

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An address.
    Url(Address),
    /// Hugging Face's hub, or the mirror that HF_ENDPOINT names.
    HuggingFace(HubFile),
    /// It comes with the project: the path below its models folder.
    Project(String),
    /// A file that the user added.
    File(PathBuf),
    /// No address is known: the user gets it from where [`ModelEntry::from`] says.
    ByHand,
}

/// A model that is known by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelEntry {
    /// Its name: lower-case letters, digits, `.`, `-` and `_`.
    pub name: String,
    /// What it is.
    pub kind: ModelKind,
    /// What it is, in words.
    pub title: Option<String>,
    /// The name of its file.
    pub file: String,
    /// Where it comes from.
    pub source: Source,
    /// The same in words.
    pub from: Option<String>,
    /// Bytes, where known.
    pub size: Option<u64>,
    /// sha256 of the file, where known.
    pub sha256: Option<String>,
    /// The name that git gives to its content, where known.
    pub git_blob: Option<String>,
    /// What its owners allow, where known.
    pub licence: Option<String>,
    /// The dataset that it was trained on, where known.
    pub trained_on: Option<String>,
    /// It stands in the user's file, not in the project's.
    pub is_users: bool,
}

impl ModelEntry {
    /// Whether a file's content can be checked against something that was published or recorded.
    pub fn has_checksum(&self) -> bool {
        self.sha256.is_some() || self.git_blob.is_some()
    }
}
