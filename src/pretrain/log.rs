//! `metrics.jsonl`: a line for every step and evaluation, in the order of the steps.

use super::PretrainError;
use super::event::PretrainEvent;
use crate::base::write_atomically;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The open file.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Opens the log in `folder`. Lines of steps after `steps`, which will be made again, are taken out.
    pub fn open(folder: &Path, steps: usize) -> Result<Self, PretrainError> {
        let path = folder.join("metrics.jsonl");
        let there = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(PretrainError::io(&path)(error)),
        };
        let kept = there.lines().filter(|line| {
            let event: Result<PretrainEvent, _> = serde_json::from_str(line);
            event.is_ok_and(|event| event.step() <= steps)
        });
        let kept: String = kept.map(|line| format!("{line}\n")).collect();
        write_atomically(&path, |out| out.write_all(kept.as_bytes())).map_err(PretrainError::io(&path))?;
        let file = File::options().append(true).open(&path);
        Ok(Self {
            file: file.map_err(PretrainError::io(&path))?,
            path,
        })
    }

    /// Appends a line.
    pub fn add(&mut self, event: &PretrainEvent) -> Result<(), PretrainError> {
        let line = serde_json::to_string(event).unwrap_or_default();
        self.file
            .write_all(format!("{line}\n").as_bytes())
            .map_err(PretrainError::io(&self.path))
    }
}
