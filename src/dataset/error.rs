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
    /// The user named a kind that does not exist.
    #[error("there is no kind of dataset called {kind}; known are: {known}")]
    UnknownKind {
        /// What was asked for, made safe to print.
        kind: String,
        /// The identifiers, with spaces between.
        known: String,
    },
    /// The user named a kind, and the folder is laid out otherwise.
    #[error("{path} is not laid out like {title}. Expected below it:\n  {expected}")]
    OtherKind {
        /// The folder, made safe to print.
        path: String,
        /// The kind's name in print.
        title: &'static str,
        /// The layout, drawn.
        expected: String,
    },
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
}
