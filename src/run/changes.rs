//! What of a run's inputs is no longer what it was.

use super::inputs::hash;
use super::{BackboneRecord, DatasetRecord, PromptsRecord, RunError};
use crate::base::printable_path;
use std::path::Path;

/// Differences, in words.
#[derive(Debug, Default)]
pub struct Changes(Vec<String>);

impl Changes {
    /// Notes that `what` is another, if it is.
    pub fn compare(&mut self, what: impl Into<String>, was: &str, is: &str) {
        if was != is {
            self.0.push(format!("{} was {was} and is {is}", what.into()));
        }
    }

    /// Whether the device and the program are those of then.
    pub fn machine(&mut self, (device, version): (&str, &str), device_now: &str) {
        self.compare("the device", device, device_now);
        self.compare("the version of the program", version, env!("CARGO_PKG_VERSION"));
    }

    /// Whether the backbone's file is the one of then.
    pub fn backbone(&mut self, record: &BackboneRecord) -> Result<(), RunError> {
        self.file(&record.path, &record.sha256)
    }

    /// Whether the prompts' file is the one of then; new prompts have none.
    pub fn prompts(&mut self, record: &PromptsRecord) -> Result<(), RunError> {
        match (&record.path, &record.sha256) {
            (Some(path), Some(sha256)) => self.file(path, sha256),
            _ => Ok(()),
        }
    }

    /// Whether a dataset holds what it held then.
    pub fn dataset(&mut self, was: &DatasetRecord, is: &DatasetRecord) {
        let root = printable_path(&was.root);
        self.compare(
            format!("the fingerprint of {root}"),
            &was.fingerprint,
            &is.fingerprint,
        );
        let [before, now] = [was, is].map(|record| record.samples.to_string());
        self.compare(format!("the number of pictures of {root}"), &before, &now);
    }

    fn file(&mut self, path: &Path, sha256: &str) -> Result<(), RunError> {
        let now = hash(path)?;
        self.compare(format!("the sha256 of {}", printable_path(path)), sha256, &now);
        Ok(())
    }

    /// All of them, or none where nothing has changed.
    pub fn into_text(self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.join("; "))
    }
}
