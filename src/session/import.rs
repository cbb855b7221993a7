//! An exported session put to work on this machine. Nothing that the file says is trusted: entries are stored and
//! counted, files get only the names that the session gives them below one new folder, and each must have the content
//! that it is recorded with.

use super::archive::{FILES, LARGEST_FILE, MOST_ENTRIES, SESSION, entry, is_sha256};
use super::file::{self, LARGEST};
use super::inputs::stays_inside;
use super::{DatasetSource, Opened, Overrides, Session, SessionError, Sources};
use crate::base::{CancelToken, printable, printable_path, sha256_of_bytes, write_atomically};
use crate::run::absolute;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use zip::{CompressionMethod, ZipArchive};

/// Where things go, and where things are.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The session's new file.
    pub to: PathBuf,
    /// Whether it may replace one.
    pub force: bool,
    /// Folder for pictures that came along; must be new or empty.
    pub data: PathBuf,
    /// Where the dataset and the model lie here.
    pub given: Overrides,
    /// Ends it between two files.
    pub cancel: CancelToken,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The session as it stands on this machine.
    pub session: Session,
    /// Pictures and masks that were unpacked, and where.
    pub unpacked: Option<(usize, PathBuf)>,
    /// Sentences for the user: unknown keys, models that are missing.
    pub warnings: Vec<String>,
}

/// Takes in the file at `path`. Asks for the dataset's root only, and only where neither the pictures came along nor the
/// recorded root is there; models are found by their hashes. On any error nothing is left behind.
pub fn import(path: &Path, options: &ImportOptions) -> Result<Imported, SessionError> {
    if options.to.exists() && !options.force {
        return Err(SessionError::Exists(options.to.clone()));
    }
    let mut archive = Archive::open(path)?;
    let Opened {
        mut session,
        mut warnings,
        ..
    } = archive.session()?;
    archive.check(&session)?;
    let brings_data = archive.entries.len() > 1 && options.given.root.is_none();
    if !brings_data {
        if let Some(root) = &options.given.root {
            session.dataset.record.root = absolute(root);
            session.dataset.demo = None;
            if session.dataset.source == DatasetSource::Demo {
                session.dataset.source = DatasetSource::Folder;
            }
        }
        session.check_paths()?;
    }
    let sources = Sources::find(&session, &options.given, &options.cancel)?;
    if !brings_data {
        sources.root?;
    }
    for (what, found) in [("backbone", sources.backbone), ("prompts", sources.prompts)] {
        match found {
            // It comes with the project, wherever that lies.
            Ok(_) if session.model.demo => {}
            Ok(found) if what == "backbone" => session.model.backbone.path = absolute(&found.path),
            Ok(found) => session.model.prompts.path = Some(absolute(&found.path)),
            Err(error) => warnings.push(error.to_string()),
        }
    }
    let unpacked = match brings_data {
        true => Some(archive.unpack(&mut session, options)?),
        false => None,
    };
    let written = file::write(&session, &options.to);
    if written.is_err() && unpacked.is_some() {
        let _ = std::fs::remove_dir_all(&options.data);
    }
    written?;
    Ok(Imported {
        session,
        unpacked: unpacked.map(|files| (files, options.data.clone())),
        warnings,
    })
}

struct Archive {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
    entries: HashSet<String>,
}

impl Archive {
    /// Looks at the directory alone.
    fn open(path: &Path) -> Result<Self, SessionError> {
        let refused = |reason: String| refuse(path, reason);
        let file = File::open(path).map_err(SessionError::io(path, "it cannot be opened"))?;
        let room = file
            .metadata()
            .map_err(SessionError::io(path, "it cannot be read"))?
            .len();
        let mut zip = ZipArchive::new(BufReader::new(file))
            .map_err(|error| refused(format!("it is no exported session ({error})")))?;
        if zip.len() > MOST_ENTRIES {
            return Err(refused(format!("it has {} entries", zip.len())));
        }
        let mut entries = HashSet::new();
        let mut total: u64 = 0;
        for index in 0..zip.len() {
            let entry = zip
                .by_index_raw(index)
                .map_err(|error| refused(format!("entry {index} cannot be read ({error})")))?;
            let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
            let shown = printable(&name).into_owned();
            let known = name == SESSION || name.strip_prefix(FILES).is_some_and(is_sha256);
            if !known {
                return Err(refused(format!(
                    "it holds '{shown}', which no exported session does"
                )));
            }
            if entry.encrypted()
                || entry.compression() != CompressionMethod::Stored
                || entry.size() != entry.compressed_size()
            {
                return Err(refused(format!(
                    "'{shown}' is packed, and exported sessions are not"
                )));
            }
            let most = if name == SESSION { LARGEST } else { LARGEST_FILE };
            total = total.saturating_add(entry.size());
            // Entries that share their bytes would make much out of little.
            if entry.size() > most || total > room {
                return Err(refused(format!("'{shown}' claims {} bytes", entry.size())));
            }
            if !entries.insert(name) {
                return Err(refused(format!("it holds '{shown}' twice")));
            }
        }
        if !entries.contains(SESSION) {
            return Err(refused(format!("it holds no {SESSION}")));
        }
        Ok(Self {
            path: path.to_owned(),
            zip,
            entries,
        })
    }

    fn read(&mut self, name: &str, most: u64) -> Result<Vec<u8>, SessionError> {
        let path = self.path.clone();
        let unreadable =
            |error: &dyn std::fmt::Display| refuse(&path, format!("'{name}' cannot be read ({error})"));
        let entry = self.zip.by_name(name).map_err(|error| unreadable(&error))?;
        let mut bytes = Vec::new();
        entry
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&error))?;
        match bytes.len() as u64 > most {
            true => Err(refuse(&self.path, format!("'{name}' is too large"))),
            false => Ok(bytes),
        }
    }

    fn session(&mut self) -> Result<Opened, SessionError> {
        let bytes = self.read(SESSION, LARGEST)?;
        file::parse(&self.path, bytes)
    }

    /// Whether the session can be followed: every path below its root, and no file that is not one of its own.
    fn check(&self, session: &Session) -> Result<(), SessionError> {
        if let Some(path) = session.paths_outside().next() {
            return Err(SessionError::Outside {
                path: path.to_owned(),
                advice: "; this file was not made by an export, or from a dataset with paths outside of it",
            });
        }
        let own: HashSet<String> = session
            .images
            .iter()
            .flat_map(|image| [&image.sha256, &image.mask_sha256])
            .flatten()
            .map(|sha256| entry(sha256))
            .collect();
        let stranger = self
            .entries
            .iter()
            .find(|name| *name != SESSION && !own.contains(*name));
        match stranger {
            Some(name) => Err(refuse(
                &self.path,
                format!("'{name}' belongs to none of its pictures"),
            )),
            None => Ok(()),
        }
    }

    /// Writes the pictures and masks into a new folder, which becomes the session's root.
    fn unpack(&mut self, session: &mut Session, options: &ImportOptions) -> Result<usize, SessionError> {
        let folder = &options.data;
        if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) || folder.is_file() {
            return Err(refuse(
                &self.path,
                format!(
                    "its pictures would go to {}, which is not empty; name a new folder with --data, or the dataset with \
                     --root",
                    printable_path(folder)
                ),
            ));
        }
        std::fs::create_dir_all(folder).map_err(SessionError::io(folder, "the folder cannot be made"))?;
        let unpacked = self.unpack_into(session, options);
        if unpacked.is_err() {
            let _ = std::fs::remove_dir_all(folder);
        }
        let dataset = &mut session.dataset;
        dataset.source = DatasetSource::Files;
        dataset.demo = None;
        dataset.record.root = absolute(folder);
        unpacked
    }

    fn unpack_into(&mut self, session: &Session, options: &ImportOptions) -> Result<usize, SessionError> {
        let mut files = 0;
        for image in &session.images {
            let pairs = [
                (Some(&image.path), &image.sha256),
                (image.mask.as_ref(), &image.mask_sha256),
            ];
            for (path, sha256) in pairs {
                let (Some(path), Some(sha256)) = (path, sha256) else {
                    continue;
                };
                if options.cancel.is_cancelled() {
                    return Err(SessionError::Cancelled);
                }
                // Checked for the whole session before; here it costs nothing and nobody can forget it.
                if !stays_inside(path) || !self.entries.contains(&entry(sha256)) {
                    continue;
                }
                self.unpack_one(sha256, &options.data.join(path))?;
                files += 1;
            }
        }
        Ok(files)
    }

    fn unpack_one(&mut self, sha256: &str, to: &Path) -> Result<(), SessionError> {
        let name = entry(sha256);
        let bytes = self.read(&name, LARGEST_FILE)?;
        if sha256_of_bytes(&bytes) != sha256 {
            return Err(refuse(
                &self.path,
                format!("'{name}' has another content than its name says: the file was damaged or changed"),
            ));
        }
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(SessionError::io(folder, "the folder cannot be made"))?;
        }
        write_atomically(to, |out| out.write_all(&bytes))
            .map_err(SessionError::io(to, "it cannot be written"))
    }
}

fn refuse(path: &Path, reason: String) -> SessionError {
    SessionError::Archive {
        path: path.to_owned(),
        reason,
    }
}
