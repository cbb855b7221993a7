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

impl Job {
    /// In a few words: `train mvtec 412/2350`.
    pub fn words(&self) -> String {
        let Self {
            name, done, total, ..
        } = self;
        let rests = match self.state {
            RunState::Paused => ", paused",
            _ => "",
        };
        format!("{} {name} {done}/{total}{rests}", self.kind.name())
    }
}

/// What the status line says of `jobs`: the one that was begun last, and how many others there are.
pub fn jobs_words(jobs: &[&Job]) -> String {
    match jobs {
        [] => String::new(),
        [only] => only.words(),
        [first, others @ ..] => format!("{} · {} more", first.words(), others.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_the_others_are_counted() {
        let job = |name: &str, state| Job {
            folder: PathBuf::from(name),
            name: name.to_owned(),
            kind: RunKind::Train,
            state,
            done: 412,
            total: 2350,
        };
        let (one, two) = (job("one", RunState::Running), job("two", RunState::Paused));
        assert_eq!(jobs_words(&[]), "");
        assert_eq!(jobs_words(&[&one]), "train one 412/2350");
        assert_eq!(jobs_words(&[&two, &one]), "train two 412/2350, paused · 1 more");
    }
}
