//! Hashes of a session's pictures and masks, and which paths of a session may be read at all.

use super::{ImageRecord, Session, SessionError};
use crate::base::{CancelToken, sha256_of_file};
use rayon::prelude::*;
use std::path::{Component, Path};

/// Hashes every picture and mask below `root` that has no hash yet; one that cannot be read gets none.
pub fn hash_inputs(
    images: &mut [ImageRecord],
    root: &Path,
    cancel: &CancelToken,
) -> Result<(), SessionError> {
    images.par_iter_mut().try_for_each(|image| {
        if cancel.is_cancelled() {
            return Err(SessionError::Cancelled);
        }
        let hash = |path: &Path| sha256_of_file(&root.join(path)).ok();
        if image.sha256.is_none() {
            image.sha256 = hash(&image.path);
        }
        if image.mask_sha256.is_none() {
            image.mask_sha256 = image.mask.as_deref().and_then(hash);
        }
        Ok(())
    })
}

/// Whether a path stays below the folder that it is joined to.
pub(super) fn stays_inside(path: &Path) -> bool {
    let mut parts = path.components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

impl Session {
    /// Refuses a session that would have files outside of its dataset's root read, unless its dataset was opened so.
    pub fn check_paths(&self) -> Result<(), SessionError> {
        if self.dataset.record.reading.allow_outside {
            return Ok(());
        }
        match self.paths_outside().next() {
            None => Ok(()),
            Some(path) => Err(SessionError::Outside {
                path: path.to_owned(),
                advice: "",
            }),
        }
    }

    /// Pictures and masks that lie outside of the root.
    pub(super) fn paths_outside(&self) -> impl Iterator<Item = &Path> {
        self.input_paths().filter(|path| !stays_inside(path))
    }

    fn input_paths(&self) -> impl Iterator<Item = &Path> {
        self.images
            .iter()
            .flat_map(|image| std::iter::once(image.path.as_path()).chain(image.mask.as_deref()))
    }
}
