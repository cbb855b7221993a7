//! Where on this machine the inputs of a session lie.

use super::{DatasetSource, Session, SessionError};
use crate::base::{CancelToken, data_folder, printable_path, sha256_of_file};
use crate::dataset::demo::kept_set;
use crate::detector::ModelFiles;
use crate::engine::ModelChoice;
use crate::models::models_folders;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders of models below a models folder that are looked into.
const DEPTH: usize = 3;

/// What the user says about where things lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The dataset's root.
    pub root: Option<PathBuf>,
    /// The backbone.
    pub backbone: Option<PathBuf>,
    /// The prompts.
    pub prompts: Option<PathBuf>,
}

/// A file of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Where it is.
    pub path: PathBuf,
    /// What it hashes to now.
    pub sha256: String,
}

/// Where everything is, or why it is not.
#[derive(Debug)]
pub struct Sources {
    /// The dataset's root.
    pub root: Result<PathBuf, SessionError>,
    /// The backbone.
    pub backbone: Result<Located, SessionError>,
    /// The prompts.
    pub prompts: Result<Located, SessionError>,
}

impl Sources {
    /// Looks for everything and hashes the model; pictures of a drawn dataset are drawn.
    ///
    /// A file of the model is where the user says, else where it was, else a file of that content in a models folder;
    /// where nothing has that content any more, what lies where it was is taken.
    pub fn find(session: &Session, given: &Overrides, cancel: &CancelToken) -> Result<Self, SessionError> {
        session.check_paths()?;
        let root = match root(session, given, cancel) {
            Err(SessionError::Cancelled) => return Err(SessionError::Cancelled),
            root => root,
        };
        Ok(Self {
            root,
            backbone: model_file(session, "backbone", given.backbone.as_deref()),
            prompts: model_file(session, "prompts", given.prompts.as_deref()),
        })
    }

    /// Root and model, or the first thing that is missing.
    pub fn require(self) -> Result<(PathBuf, ModelFiles), SessionError> {
        let files = ModelFiles {
            backbone: self.backbone?.path,
            prompts: self.prompts?.path,
        };
        Ok((self.root?, files))
    }
}

fn root(session: &Session, given: &Overrides, cancel: &CancelToken) -> Result<PathBuf, SessionError> {
    let dataset = &session.dataset;
    let missing = |root: &Path| SessionError::RootMissing {
        root: root.to_owned(),
        dataset: format!(
            "{} ({})",
            crate::base::printable(&dataset.record.name),
            crate::base::printable(&dataset.record.variant)
        ),
    };
    if given.root.is_none()
        && dataset.source == DatasetSource::Demo
        && let Some(set) = &dataset.demo
    {
        return Ok(kept_set(set, cancel, &|_| (), &|| ())?);
    }
    let root = given.root.as_ref().unwrap_or(&dataset.record.root);
    match root.is_dir() {
        true => Ok(root.clone()),
        false => Err(missing(root)),
    }
}

fn model_file(session: &Session, what: &'static str, given: Option<&Path>) -> Result<Located, SessionError> {
    let model = &session.model;
    let (name, path, size, sha256) = match what {
        "backbone" => {
            let record = &model.backbone;
            (
                &record.name,
                Some(&record.path),
                Some(record.size),
                Some(&record.sha256),
            )
        }
        _ => {
            let record = &model.prompts;
            (
                &record.name,
                record.path.as_ref(),
                record.size,
                record.sha256.as_ref(),
            )
        }
    };
    if let Some(given) = given {
        return located(given);
    }
    let mut places: Vec<PathBuf> = Vec::new();
    if model.demo
        && let Ok(choice) = ModelChoice::resolve(None, None)
    {
        places.push(match what {
            "backbone" => choice.files.backbone,
            _ => choice.files.prompts,
        });
    }
    places.extend(path.filter(|path| path.is_file()).cloned());
    // Somewhere else there may be the very file; looked for only where it is not at its place.
    let usual = places.len();
    let elsewhere = std::iter::once_with(|| candidates(size)).flatten();
    let mut first = None;
    for (number, place) in places.into_iter().chain(elsewhere).enumerate() {
        let Ok(found) = located(&place) else { continue };
        if Some(&found.sha256) == sha256 {
            return Ok(found);
        }
        if number < usual && first.is_none() {
            first = Some(found);
        }
    }
    first.ok_or_else(|| unfound(what, name, path, sha256))
}

fn unfound(what: &'static str, name: &str, path: Option<&PathBuf>, sha256: Option<&String>) -> SessionError {
    let searched: Vec<String> = folders().iter().map(|folder| printable_path(folder)).collect();
    SessionError::ModelMissing {
        what,
        name: name.to_owned(),
        path: path.cloned().unwrap_or_default(),
        sha256: sha256.cloned().unwrap_or_default(),
        searched: searched.join(", "),
    }
}

fn located(path: &Path) -> Result<Located, SessionError> {
    let sha256 = sha256_of_file(path).map_err(SessionError::io(path, "it cannot be read"))?;
    Ok(Located {
        path: path.to_owned(),
        sha256,
    })
}

fn folders() -> Vec<PathBuf> {
    let users = data_folder().map(|folder| folder.join("models"));
    models_folders().into_iter().chain(users).collect()
}

/// Files of that many bytes in the models folders.
fn candidates(size: Option<u64>) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for folder in folders() {
        search(&folder, size, DEPTH, &mut found);
    }
    found
}

fn search(folder: &Path, size: Option<u64>, depth: usize, found: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = std::fs::metadata(entry.path()) else {
            continue;
        };
        if metadata.is_dir() && depth > 0 {
            search(&entry.path(), size, depth - 1, found);
        } else if metadata.is_file() && size.is_none_or(|size| metadata.len() == size) {
            found.insert(entry.path());
        }
    }
}
