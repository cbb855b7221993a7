//! Why a folder is no dataset.

/// Why a folder cannot be indexed.
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
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
}
