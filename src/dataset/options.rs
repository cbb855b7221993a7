//! How a folder is to be read.

use crate::base::CancelToken;

/// What the user may say about a dataset.
#[derive(Debug, Clone, Default)]
pub struct IndexOptions {
    /// Take the folder for this kind instead of recognising it.
    pub kind: Option<String>,
    /// How images find their masks.
    pub pairing: Pairing,
    /// Whether an index file may name paths outside the root.
    pub allow_outside: bool,
    /// Whether an earlier index may be used.
    pub cache: CachePolicy,
    /// Ends the reading early.
    pub cancel: CancelToken,
}

/// How images find their masks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Pairing {
    /// By stem; by place in the sorted lists only where the counts agree, and with a warning.
    #[default]
    Stem,
    /// By place in the sorted lists, whatever the names: the behaviour of the released code.
    Reference,
}

/// Whether an index of an earlier run may be used and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CachePolicy {
    /// Used while the folders have not changed; written after a reading.
    #[default]
    Use,
    /// Neither read nor written.
    Bypass,
}
