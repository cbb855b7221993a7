//! Why a folder is no dataset.

use super::meta::MetaError;

/// Why a folder cannot be indexed. Paths are made safe to print.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// The root cannot be read.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// The folder, made safe to print.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The root is a file.
    #[error("{path} is not a folder, expected the root of a dataset; name the folder that holds it")]
    NotAFolder {
        /// The file.
        path: String,
    },
    /// The user named a kind that nobody knows.
    #[error("there is no kind of dataset named {kind}; expected one of {known}")]
    UnknownKind {
        /// As given, made safe to print.
        kind: String,
        /// Those that exist, separated by commas.
        known: String,
    },
    /// The folder does not hold what the user said.
    #[error(
        "{path} is not laid out like {kind} in any packaging that is known; leave --kind out to see what it looks \
         like. The layout that the released code expects:\n  {expected}"
    )]
    NotThatKind {
        /// The root.
        path: String,
        /// As given.
        kind: String,
        /// The layout, drawn.
        expected: String,
    },
    /// Nothing in it is a picture that could be a sample.
    #[error(
        "{path} holds no pictures to index: expected .png .jpg .jpeg .bmp .tif .tiff or .webp files in it or below, \
         found {found}"
    )]
    NoSamples {
        /// The root.
        path: String,
        /// What is there instead.
        found: String,
    },
    /// The index file of the root cannot be used.
    #[error(transparent)]
    Meta(#[from] MetaError),
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
}
