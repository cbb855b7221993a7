//! Runs at work, on whatever screen the user is.

use crate::run::{RunKind, RunState};
use std::path::PathBuf;

/// A run at work, or one that has just ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its folder.
    pub folder: PathBuf,
    /// The folder's name.
    pub name: String,
    /// What it makes.
    pub kind: RunKind,
    /// What it is doing.
    pub state: RunState,
    /// Steps or pictures done.
    pub done: usize,
    /// Steps or pictures in all.
    pub total: usize,
}
