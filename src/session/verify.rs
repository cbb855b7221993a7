//! Whether the inputs of a session are still what they were.

use super::{Change, DatasetSource, Located, Session, SessionError, Sources};
use crate::base::{CancelToken, sha256_of_file};
use crate::dataset::{DatasetError, Split};
use rayon::prelude::*;
use std::path::Path;

/// What was looked at, and what had changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Files that were hashed.
    pub files: usize,
    /// What is not as it was: inputs first.
    pub changes: Vec<Change>,
}

impl Verification {
    /// Whether every input is what it was.
    pub fn is_same(&self) -> bool {
        !self.changes.iter().any(Change::is_of_inputs)
    }
}

/// Hashes everything that a session was made of; `done` hears of each picture, on whichever thread it was.
pub fn verify(
    session: &Session,
    sources: &Sources,
    cancel: &CancelToken,
    done: &(dyn Fn() + Sync),
) -> Result<Verification, SessionError> {
    let mut changes = Vec::new();
    let model = &session.model;
    let prompts = model.prompts.sha256.as_deref().unwrap_or_default();
    changes.extend(weights("backbone", &model.backbone.sha256, &sources.backbone));
    changes.extend(weights("prompts", prompts, &sources.prompts));
    let mut files = usize::from(sources.backbone.is_ok()) + usize::from(sources.prompts.is_ok());
    match &sources.root {
        Err(error) => changes.push(Change::Root {
            message: error.to_string(),
        }),
        Ok(root) => {
            changes.extend(index(session, root, cancel)?);
            let (hashed, changed) = images(session, root, cancel, done)?;
            files += hashed;
            changes.extend(changed);
        }
    }
    let (was, is) = (&session.program.version, env!("CARGO_PKG_VERSION"));
    if was != is {
        changes.push(Change::Program {
            was: was.clone(),
            is: is.to_owned(),
        });
    }
    Ok(Verification { files, changes })
}

fn weights(what: &'static str, was: &str, found: &Result<Located, SessionError>) -> Option<Change> {
    match found {
        Err(error) => Some(Change::WeightsMissing {
            what,
            message: error.to_string(),
        }),
        Ok(found) if found.sha256 != was => Some(Change::Weights {
            what,
            path: found.path.clone(),
            was: was.to_owned(),
            is: found.sha256.clone(),
        }),
        Ok(_) => None,
    }
}

fn index(session: &Session, root: &Path, cancel: &CancelToken) -> Result<Option<Change>, SessionError> {
    let dataset = &session.dataset;
    if dataset.source == DatasetSource::Files {
        return Ok(None);
    }
    let record = &dataset.record;
    let index = match record.reading.open(root, cancel) {
        Ok(index) => index,
        Err(DatasetError::Cancelled) => return Err(SessionError::Cancelled),
        Err(error) => {
            return Ok(Some(Change::IndexUnreadable {
                message: error.to_string(),
            }));
        }
    };
    let split = match record.split == Split::Train.name() {
        true => Split::Train,
        false => Split::Test,
    };
    Ok((index.fingerprint != record.fingerprint).then(|| Change::Index {
        root: root.to_owned(),
        was: record.fingerprint.clone(),
        is: index.fingerprint.clone(),
        pictures: (record.samples + record.unlabelled, index.samples(split).len()),
    }))
}

/// How many files were hashed, and what is wrong with which.
fn images(
    session: &Session,
    root: &Path,
    cancel: &CancelToken,
    done: &(dyn Fn() + Sync),
) -> Result<(usize, Vec<Change>), SessionError> {
    let look = |what: &'static str, path: &Path, was: &Option<String>| {
        let now = sha256_of_file(&root.join(path)).ok();
        match (was, now) {
            (Some(was), None) => Some((was.clone(), None)),
            (Some(was), Some(is)) if *was != is => Some((was.clone(), Some(is))),
            // What could not be read then can say nothing.
            _ => None,
        }
        .map(|(was, is)| match is {
            None => Change::FileMissing {
                what,
                path: path.to_owned(),
            },
            Some(is) => Change::File {
                what,
                path: path.to_owned(),
                was,
                is,
            },
        })
    };
    let each = session.images.par_iter().map(|image| {
        if cancel.is_cancelled() {
            return Err(SessionError::Cancelled);
        }
        let picture = look("picture", &image.path, &image.sha256);
        let mask = image
            .mask
            .as_deref()
            .and_then(|path| look("mask", path, &image.mask_sha256));
        done();
        let files = 1 + usize::from(image.mask.is_some());
        Ok((files, [picture, mask].into_iter().flatten().collect::<Vec<_>>()))
    });
    let each: Vec<(usize, Vec<Change>)> = each.collect::<Result<_, _>>()?;
    let files = each.iter().map(|(files, _)| files).sum();
    Ok((files, each.into_iter().flat_map(|(_, changes)| changes).collect()))
}
