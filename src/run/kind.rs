//! What a run does, and what became of it.

use serde::{Deserialize, Serialize};

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunKind {
    /// Prompts learn.
    Train,
    /// Prompts are measured.
    Evaluate,
}

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunStatus {
    /// It runs; without a heartbeat it died.
    Running,
    /// It was asked to stop and can go on.
    Stopped,
    /// It failed and can go on once the reason is gone.
    Failed,
    /// All is done.
    Finished,
}

impl RunKind {
    /// As the record and the command line call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Evaluate => "evaluate",
        }
    }

    /// What its process is doing, in words.
    pub fn doing(self) -> &'static str {
        match self {
            Self::Train => "training",
            Self::Evaluate => "evaluating",
        }
    }
}
