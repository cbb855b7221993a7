//! What a file's content is called: sha256, and the name that git gives to it.

use super::ModelEntry;
use crate::base::CancelToken;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes read at a time.
const CHUNK: usize = 1 << 20;

/// Size and names of a file's content.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Hashes {
    /// Bytes.
    pub size: u64,
    /// sha256.
    pub sha256: String,
    /// sha1 of git's header and the bytes.
    pub git_blob: String,
}

/// A file that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("its {what} is {found}, expected {expected}")]
pub struct Mismatch {
    /// What was compared.
    pub what: &'static str,
    /// As recorded.
    pub expected: String,
    /// As found.
    pub found: String,
}

/// Reads the file once, a piece at a time; `done` hears of the bytes read so far.
pub fn hashes_of(path: &Path, cancel: &CancelToken, done: &mut dyn FnMut(u64)) -> io::Result<Hashes> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut sha256 = Sha256::new();
    let mut git = Sha1::new();
    git.update(format!("blob {size}\0"));
    let (mut chunk, mut total) = (vec![0u8; CHUNK], 0u64);
    loop {
        if cancel.is_cancelled() {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "cancelled"));
        }
        let read = match file.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        sha256.update(&chunk[..read]);
        git.update(&chunk[..read]);
        total += read as u64;
        done(total);
    }
    if total != size {
        return Err(io::Error::other("the file changed while it was read"));
    }
    Ok(Hashes {
        size,
        sha256: hexadecimal(&sha256.finalize()),
        git_blob: hexadecimal(&git.finalize()),
    })
}

impl Hashes {
    /// Whether this is the content that an entry names; the first difference, if not.
    pub fn check(&self, entry: &ModelEntry) -> Result<(), Mismatch> {
        self.compare(entry.size, entry.sha256.as_deref(), entry.git_blob.as_deref())
    }

    /// As [`Self::check`], against what is given.
    pub fn compare(
        &self,
        size: Option<u64>,
        sha256: Option<&str>,
        git_blob: Option<&str>,
    ) -> Result<(), Mismatch> {
        let differs = |what, expected: Option<&str>, found: &str| match expected {
            Some(expected) if expected != found => Err(Mismatch {
                what,
                expected: expected.to_owned(),
                found: found.to_owned(),
            }),
            _ => Ok(()),
        };
        let size = size.map(|size| format!("{size} bytes"));
        differs("size", size.as_deref(), &format!("{} bytes", self.size))?;
        differs("sha256", sha256, &self.sha256)?;
        differs("git blob id", git_blob, &self.git_blob)
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_sha256sum_and_of_git() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        // As `printf 'hello\n' | sha256sum` and `git hash-object --stdin` give.
        std::fs::write(&path, b"hello\n").unwrap();
        let hashes = hashes_of(&path, &CancelToken::never(), &mut |_| {}).unwrap();
        assert_eq!(hashes.size, 6);
        assert_eq!(
            hashes.sha256,
            "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
        );
        assert_eq!(hashes.git_blob, "ce013625030ba8dba906f756967f9e9ca394464a");
        let wrong = hashes.compare(None, Some("00"), None).unwrap_err().to_string();
        assert!(wrong.contains("sha256") && wrong.contains("5891b5") && wrong.contains("expected 00"));
        assert!(hashes.compare(Some(7), None, None).is_err());
        assert!(
            hashes
                .compare(Some(6), None, Some(&hashes.git_blob.clone()))
                .is_ok()
        );
    }
}
