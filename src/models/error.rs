//! Why a model cannot be had by its name.

use super::{Mismatch, ModelKind};
use crate::base::{printable, printable_path};
use std::io;
use std::path::PathBuf;

/// Why a model cannot be had by its name.
#[derive(Debug, thiserror::Error)]
pub enum ModelsError {
    /// Neither a file nor a name.
    #[error(
        "there is no model '{}'{}\n  what to do: `vip2clip-tui models list` shows the names", printable(name),
        match near { Some(near) => format!(", did you mean '{near}'?"), None => String::new() }
    )]
    Unknown {
        /// As typed.
        name: String,
        /// The nearest name.
        near: Option<String>,
    },
    /// Known, and its file is nowhere.
    #[error("model '{name}' is not on this machine\n  what to do: {advice}")]
    NotHere {
        /// The model.
        name: String,
        /// How to get it.
        advice: String,
    },
    /// A backbone where prompts are wanted, or the other way round.
    #[error("model '{name}' is {}, and --{wanted} needs {}", article(*found), article(*wanted))]
    OtherKind {
        /// The model.
        name: String,
        /// What it is.
        found: ModelKind,
        /// What was asked for.
        wanted: ModelKind,
    },
    /// A name that is already taken.
    #[error(
        "there is a model '{name}' already\n  what to do: choose another name, or `vip2clip-tui models remove {name}` \
         first"
    )]
    Exists {
        /// The name.
        name: String,
    },
    /// A name of the project's own registry, whose entries stay.
    #[error("'{name}' is an entry of the project's own registry, and {reason}")]
    OfProject {
        /// The name.
        name: String,
        /// What cannot be.
        reason: &'static str,
    },
    /// A registry's file that cannot be understood.
    #[error(
        "{} is no registry of models: {reason}\n  what to do: repair the file, or move it away",
        printable_path(file)
    )]
    Registry {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A new entry that cannot be.
    #[error("{0}")]
    Entry(String),
    /// A file that is not what the registry says.
    #[error(
        "{} is not the model '{name}': {mismatch}\n  what to do: get it again; a download that was cut off, or another \
         release, looks like this",
        printable_path(file)
    )]
    Mismatch {
        /// The model.
        name: String,
        /// The file.
        file: PathBuf,
        /// What differs.
        mismatch: Mismatch,
    },
    /// The system refused.
    #[error("{} {what}: {cause}", printable_path(file))]
    Io {
        /// The file.
        file: PathBuf,
        /// What was tried.
        what: &'static str,
        /// What the system said.
        cause: io::Error,
    },
    /// No home, and no folder named.
    #[error(
        "there is no home folder to keep {0} in\n  what to do: set HOME, or XDG_CONFIG_HOME and XDG_DATA_HOME"
    )]
    NoHome(&'static str),
}

impl ModelsError {
    /// For `map_err`.
    pub fn io(file: impl Into<PathBuf>, what: &'static str) -> impl FnOnce(io::Error) -> Self {
        let file = file.into();
        move |cause| Self::Io { file, what, cause }
    }

    /// Whether other options would have worked.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::Unknown { .. }
                | Self::OtherKind { .. }
                | Self::Exists { .. }
                | Self::OfProject { .. }
                | Self::Entry(_)
        )
    }
}

fn article(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Backbone => "a backbone",
        ModelKind::Prompts => "prompts",
    }
}
