//! Something wrong in a file of settings.

use super::ReadError;
use crate::base::printable_path;
use std::fmt;
use std::path::{Path, PathBuf};

/// Something wrong in a file, for people: `FILE:LINE: what and what to do`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file; none where the message names it.
    pub file: Option<PathBuf>,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong, what was expected, what to do.
    pub message: String,
}

impl Problem {
    /// In a line of a file.
    pub fn at(file: &Path, line: usize, message: String) -> Self {
        Self {
            file: Some(file.to_owned()),
            line: Some(line),
            message,
        }
    }
}

impl From<&ReadError> for Problem {
    fn from(error: &ReadError) -> Self {
        match error {
            ReadError::Io { path, source } => Self {
                file: Some(path.clone()),
                line: None,
                message: format!("the file cannot be read: {source}"),
            },
            ReadError::Syntax { path, line, reason } => {
                Self::at(path, *line, format!("the file is not TOML: {reason}"))
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            f.write_str(&printable_path(file))?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}
