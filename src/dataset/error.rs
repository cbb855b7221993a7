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
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
}
