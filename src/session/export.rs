//! One file that another machine can replay.

use super::archive::{LARGEST_FILE, SESSION, entry, is_sha256};
use super::{Session, SessionError, file, redact};
use crate::base::{CancelToken, printable_path, sha256_of_bytes, write_atomically};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What goes in.
#[derive(Debug, Clone, Default)]
pub struct ExportOptions {
    /// The dataset's root, where its pictures and masks are to go along.
    pub data: Option<PathBuf>,
    /// Without absolute paths, hosts and users.
    pub redact: bool,
    /// Ends it between two files.
    pub cancel: CancelToken,
}

/// What went in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Bytes of the file.
    pub bytes: u64,
    /// Pictures and masks; the same content counts once.
    pub files: usize,
}

/// Writes the file; it appears whole or not at all.
pub fn export(session: &Session, path: &Path, options: &ExportOptions) -> Result<Exported, SessionError> {
    let files = match &options.data {
        Some(root) => contents(session, root)?,
        None => BTreeMap::new(),
    };
    let text = match options.redact {
        true => file::text(&redact(session)?)?,
        false => file::text(session)?,
    };
    // What ends the writing early; the writer itself knows only errors of files.
    let mut reason = None;
    let written = write_atomically(path, |out| {
        let mut zip = ZipWriter::new(out);
        add(&mut zip, SESSION, text.as_bytes())?;
        for (sha256, file) in &files {
            match read(file, sha256, &options.cancel) {
                Ok(bytes) => add(&mut zip, &entry(sha256), &bytes)?,
                Err(error) => {
                    reason = Some(error);
                    return Err(io::Error::other("ended"));
                }
            }
        }
        zip.finish().map_err(io::Error::other).map(drop)
    });
    if let Some(reason) = reason {
        return Err(reason);
    }
    written.map_err(SessionError::io(path, "it cannot be written"))?;
    let bytes = std::fs::metadata(path).map_or(0, |found| found.len());
    Ok(Exported {
        bytes,
        files: files.len(),
    })
}

fn add(zip: &mut ZipWriter<impl Write + io::Seek>, name: &str, bytes: &[u8]) -> io::Result<()> {
    // Pictures are compressed already. Without a time the same session gives the same file.
    let how = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file(name, how).map_err(io::Error::other)?;
    zip.write_all(bytes)
}

/// The files that go along, by their content. What could not be read when the session was made has none.
fn contents(session: &Session, root: &Path) -> Result<BTreeMap<String, PathBuf>, SessionError> {
    if let Some(path) = session.paths_outside().next() {
        return Err(SessionError::Export(format!(
            "{} lies outside of the dataset's root, so it cannot go along: export without the data",
            printable_path(path)
        )));
    }
    let mut files = BTreeMap::new();
    for image in &session.images {
        let pairs = [
            (Some(&image.path), &image.sha256),
            (image.mask.as_ref(), &image.mask_sha256),
        ];
        for (path, sha256) in pairs {
            if let (Some(path), Some(sha256)) = (path, sha256)
                && is_sha256(sha256)
            {
                files.entry(sha256.clone()).or_insert_with(|| root.join(path));
            }
        }
    }
    Ok(files)
}

fn read(path: &Path, sha256: &str, cancel: &CancelToken) -> Result<Vec<u8>, SessionError> {
    if cancel.is_cancelled() {
        return Err(SessionError::Cancelled);
    }
    let failed = || SessionError::io(path, "it cannot be read");
    let size = std::fs::metadata(path).map_err(failed())?.len();
    if size > LARGEST_FILE {
        return Err(SessionError::Export(format!(
            "{} has {size} bytes, and {LARGEST_FILE} at most go along",
            printable_path(path)
        )));
    }
    let bytes = std::fs::read(path).map_err(failed())?;
    if sha256_of_bytes(&bytes) != sha256 {
        return Err(SessionError::Export(format!(
            "{} has changed since the session was made; `session verify` tells what else has",
            printable_path(path)
        )));
    }
    Ok(bytes)
}
