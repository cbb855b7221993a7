//! Indexes of earlier runs, kept under the user's cache folder and valid while the dataset's folders have not changed.

mod stamps;
mod stored;

use super::fingerprint::hexadecimal;
use super::{DatasetIndex, IndexOptions, Pairing, Tree};
use crate::base::{cache_folder, write_atomically};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use stamps::Stamps;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use stored::StoredIndex;

/// What a file of the cache begins with. The number changes with the format.
const MAGIC: &[u8; 16] = b"vip2clip index 1";

/// Bytes of the checksum behind the magic.
const CHECKSUM: usize = 32;

/// Which program made an index: another one may understand the same folder differently. Only release builds know their
/// revision.
const PROGRAM: (&str, Option<&str>) = (env!("CARGO_PKG_VERSION"), option_env!("VIP2CLIP_GIT_REVISION"));

/// A folder of indexes.
#[derive(Debug, Clone)]
pub struct IndexCache {
    folder: PathBuf,
}

/// What an index depends on besides the files.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Key<'a> {
    #[serde(borrow)]
    program: (&'a str, Option<&'a str>),
    #[serde(borrow)]
    root: &'a [u8],
    kind: Option<&'a str>,
    reference_pairing: bool,
    allow_outside: bool,
}

#[derive(Serialize, Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    key: Key<'a>,
    #[serde(borrow)]
    stamps: Stamps<'a>,
    #[serde(borrow)]
    index: StoredIndex<'a>,
}

impl<'a> Key<'a> {
    fn new(root: &'a Path, options: &'a IndexOptions) -> Self {
        Self {
            program: PROGRAM,
            root: root.as_os_str().as_encoded_bytes(),
            kind: options.kind.as_deref(),
            reference_pairing: options.pairing == Pairing::Reference,
            allow_outside: options.allow_outside,
        }
    }

    fn file_name(&self) -> io::Result<String> {
        let bytes = postcard::to_stdvec(self).map_err(io::Error::other)?;
        let mut name = hexadecimal(&Sha256::digest(bytes)[..16]);
        name.push_str(".index");
        Ok(name)
    }
}

impl IndexCache {
    /// The user's: `~/.cache/vip2clip-tui/indexes`. `None` without a home.
    pub fn of_user() -> Option<Self> {
        cache_folder().map(|folder| Self::at(folder.join("indexes")))
    }

    /// One in `folder`, which is made when the first index is kept.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The index of `root`, which is canonical, if one is kept and nothing has changed since. Whatever is wrong with
    /// the file, it is as if there were none.
    pub(super) fn load(&self, root: &Path, options: &IndexOptions) -> Option<DatasetIndex> {
        let key = Key::new(root, options);
        let bytes = fs::read(self.folder.join(key.file_name().ok()?)).ok()?;
        let (checksum, content) = bytes.strip_prefix(MAGIC)?.split_at_checked(CHECKSUM)?;
        if *Sha256::digest(content) != *checksum {
            return None;
        }
        let content: Content = postcard::from_bytes(content).ok()?;
        if content.key != key || !content.stamps.hold(root, &options.cancel) {
            return None;
        }
        content.index.restore(root)
    }

    /// Keeps an index that was made of `tree`, read at `started` or later. Nothing is kept of folders that changed so
    /// shortly before that a later change could go unseen.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn keep(
        &self,
        tree: &Tree,
        started: SystemTime,
        options: &IndexOptions,
        index: &DatasetIndex,
    ) -> io::Result<()> {
        let Some(stamps) = Stamps::of(tree, started) else {
            return Ok(());
        };
        let content = Content {
            key: Key::new(&tree.root, options),
            stamps,
            index: StoredIndex::new(index),
        };
        let name = content.key.file_name()?;
        let content = postcard::to_stdvec(&content).map_err(io::Error::other)?;
        fs::create_dir_all(&self.folder)?;
        write_atomically(&self.folder.join(name), |file| {
            file.write_all(MAGIC)?;
            file.write_all(&Sha256::digest(&content))?;
            file.write_all(&content)
        })
    }
}
