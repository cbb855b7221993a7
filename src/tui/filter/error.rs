//! Why a filter expression cannot be used, and where.

/// What is wrong, and the first character that is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {reason}")]
pub struct FilterError {
    /// The character, counted from 1.
    pub column: usize,
    /// What was found, what is expected.
    pub reason: String,
}
