//! What of a session is no longer what it was.

use crate::base::{printable, printable_path};
use std::fmt;
use std::path::{Path, PathBuf};

/// Something that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A file of the model has another content.
    Weights {
        /// `backbone` or `prompts`.
        what: &'static str,
        /// Where it lies now.
        path: PathBuf,
        /// sha256 then.
        was: String,
        /// sha256 now.
        is: String,
    },
    /// A file of the model is not there; the sentence says where it was looked for.
    WeightsMissing {
        /// `backbone` or `prompts`.
        what: &'static str,
        /// The whole sentence.
        message: String,
    },
    /// The dataset's root is not there.
    Root {
        /// The whole sentence.
        message: String,
    },
    /// The folder holds another dataset.
    Index {
        /// The root.
        root: PathBuf,
        /// Fingerprint then.
        was: String,
        /// Fingerprint now.
        is: String,
        /// Pictures of the split then and now.
        pictures: (usize, usize),
    },
    /// The folder is no dataset any more.
    IndexUnreadable {
        /// The whole sentence.
        message: String,
    },
    /// A picture or a mask has another content.
    File {
        /// `picture` or `mask`.
        what: &'static str,
        /// Relative to the root.
        path: PathBuf,
        /// sha256 then.
        was: String,
        /// sha256 now.
        is: String,
    },
    /// A picture or a mask is not there.
    FileMissing {
        /// `picture` or `mask`.
        what: &'static str,
        /// Relative to the root.
        path: PathBuf,
    },
    /// The program has another version.
    Program {
        /// Then.
        was: String,
        /// Now.
        is: String,
    },
    /// Another device computes.
    Device {
        /// Then.
        was: String,
        /// Now.
        is: String,
    },
    /// Another number of threads computes.
    Threads {
        /// Then.
        was: usize,
        /// Now.
        is: usize,
    },
    /// Weights are held in another precision.
    Precision {
        /// Then.
        was: String,
        /// Now.
        is: String,
    },
}

impl Change {
    /// Whether an input has changed, which a replay cannot make up for; else it is about the machine.
    pub fn is_of_inputs(&self) -> bool {
        !matches!(
            self,
            Self::Program { .. } | Self::Device { .. } | Self::Threads { .. } | Self::Precision { .. }
        )
    }

    /// Its name for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Weights { .. } => "weights_changed",
            Self::WeightsMissing { .. } => "weights_missing",
            Self::Root { .. } => "root_missing",
            Self::Index { .. } => "index_changed",
            Self::IndexUnreadable { .. } => "index_unreadable",
            Self::File { what: "mask", .. } => "mask_changed",
            Self::File { .. } => "picture_changed",
            Self::FileMissing { what: "mask", .. } => "mask_missing",
            Self::FileMissing { .. } => "picture_missing",
            Self::Program { .. } => "program",
            Self::Device { .. } => "device",
            Self::Threads { .. } => "threads",
            Self::Precision { .. } => "precision",
        }
    }

    /// The picture or mask that it is about.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Weights { path, .. }
            | Self::File { path, .. }
            | Self::FileMissing { path, .. }
            | Self::Index { root: path, .. } => Some(path),
            _ => None,
        }
    }

    /// What it was and what it is.
    pub fn was_and_is(&self) -> Option<(String, String)> {
        match self {
            Self::Weights { was, is, .. }
            | Self::Index { was, is, .. }
            | Self::File { was, is, .. }
            | Self::Program { was, is }
            | Self::Device { was, is }
            | Self::Precision { was, is } => Some((was.clone(), is.clone())),
            Self::Threads { was, is } => Some((was.to_string(), is.to_string())),
            _ => None,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weights { what, path, was, is } => write!(
                f,
                "the {what} {} is another file than the one recorded: its sha256 was {} and is {}",
                printable_path(path),
                short(was),
                short(is)
            ),
            Self::WeightsMissing { message, .. }
            | Self::Root { message }
            | Self::IndexUnreadable { message } => f.write_str(message),
            Self::Index {
                root,
                was,
                is,
                pictures,
            } => write!(
                f,
                "the dataset in {} is not what it was: files were added, removed, renamed, resized or relabelled (its \
                 index had the fingerprint {} and {} pictures, and has {} and {})",
                printable_path(root),
                short(was),
                pictures.0,
                short(is),
                pictures.1
            ),
            Self::File { what, path, was, is } => write!(
                f,
                "the {what} {} has changed: its sha256 was {} and is {}",
                printable_path(path),
                short(was),
                short(is)
            ),
            Self::FileMissing { what, path } => {
                write!(
                    f,
                    "the {what} {} is missing or cannot be read",
                    printable_path(path)
                )
            }
            Self::Program { .. } | Self::Device { .. } | Self::Threads { .. } | Self::Precision { .. } => {
                self.fmt_of_machine(f)
            }
        }
    }
}

impl Change {
    fn fmt_of_machine(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program { was, is } => write!(
                f,
                "the program was {} and is {}: results may differ between versions",
                printable(was),
                printable(is)
            ),
            Self::Device { was, is } => write!(
                f,
                "computed on {} and now on {}: scores agree up to rounding, maps not to the last bit",
                printable(was),
                printable(is)
            ),
            Self::Threads { was, is } => write!(
                f,
                "computed with {was} thread{} and now with {is}: where maps differ in their last bits only, this may be why",
                if *was == 1 { "" } else { "s" }
            ),
            Self::Precision { was, is } => write!(
                f,
                "weights were held in {} and are in {}: scores agree up to that precision",
                printable(was),
                printable(is)
            ),
            _ => Ok(()),
        }
    }
}

/// Enough of a hash to tell two apart, made safe to print.
pub(super) fn short(hash: &str) -> String {
    let start: String = hash.chars().take(12).collect();
    match start.is_empty() {
        true => "unknown".to_owned(),
        false => format!("{}…", printable(&start)),
    }
}
