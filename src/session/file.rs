//! The session's file: written whole, read with care.

use super::{Session, SessionError};
use crate::base::{printable, write_atomically};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The form that this program writes; it reads this and all older ones.
pub const SCHEMA: u32 = 1;

/// Larger files are not read. A picture takes some 600 bytes.
pub(super) const LARGEST: u64 = 128 << 20;

/// A session that was read, and what of its file was not understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// What it holds.
    pub session: Session,
    /// Sentences for the user.
    pub warnings: Vec<String>,
}

/// Reads a session.
pub fn open(path: &Path) -> Result<Opened, SessionError> {
    let file = std::fs::File::open(path).map_err(SessionError::io(path, "it cannot be opened"))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(SessionError::io(path, "it cannot be read"))?;
    parse(path, bytes)
}

/// What the bytes of the file at `path` hold.
pub(super) fn parse(path: &Path, bytes: Vec<u8>) -> Result<Opened, SessionError> {
    let refused = |reason: String| SessionError::NotASession {
        path: path.to_owned(),
        reason,
    };
    if bytes.len() as u64 > LARGEST {
        return Err(refused(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|_| refused("it is no UTF-8 text".to_owned()))?;
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| refused(printable(error.message()).into_owned()))?;
    let found = table.get("schema").and_then(toml::Value::as_integer);
    match found {
        None => return Err(refused("it has no number under 'schema'".to_owned())),
        Some(found) if found > i64::from(SCHEMA) => {
            return Err(SessionError::NewerSchema {
                path: path.to_owned(),
                found,
                known: SCHEMA,
            });
        }
        Some(found) if found < 1 => return Err(refused(format!("there is no schema {found}"))),
        Some(_) => {}
    }
    let mut unknown = Vec::new();
    let session = serde_ignored::deserialize(table, |key| unknown.push(key.to_string()))
        .map_err(|error: toml::de::Error| refused(printable(&error.to_string()).into_owned()))?;
    Ok(Opened {
        path: path.to_owned(),
        session,
        warnings: warnings(&unknown),
    })
}

/// One sentence a key; a key of every picture is told once.
fn warnings(unknown: &[String]) -> Vec<String> {
    let plain = |key: &String| {
        let parts = key.split('.').map(|part| match part.parse::<usize>() {
            Ok(_) => "*",
            Err(_) => part,
        });
        parts.collect::<Vec<_>>().join(".")
    };
    let mut keys: Vec<String> = unknown.iter().map(plain).collect();
    keys.sort();
    keys.dedup();
    let sentence = |key: &String| {
        format!(
            "the key '{}' is unknown to this program: it is not used, and is lost if the session is saved again",
            printable(key)
        )
    };
    keys.iter().map(sentence).collect()
}

/// Writes a session; the file appears whole or the last one stays.
pub fn write(session: &Session, path: &Path) -> Result<(), SessionError> {
    let text = text(session)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(SessionError::io(folder, "the folder cannot be made"))?;
    }
    write_atomically(path, |out| out.write_all(text.as_bytes()))
        .map_err(SessionError::io(path, "it cannot be written"))
}

/// The file's text: a comment for whoever opens it in an editor, then the record.
pub(super) fn text(session: &Session) -> Result<String, SessionError> {
    let record = toml::to_string(session).map_err(|error| SessionError::Record(error.to_string()))?;
    let command: Vec<String> = session
        .command_line
        .iter()
        .map(|part| printable(part).into_owned())
        .collect();
    Ok(format!(
        "# A session of vip2clip-tui: what was looked at, with what, and what came out.\n\
         # Check its inputs with `vip2clip-tui session verify`, compute it again with `vip2clip-tui session replay`.\n\
         # Made by: {}\n\n{record}",
        command.join(" ")
    ))
}
