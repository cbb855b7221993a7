//! Why an index file cannot be used, and why one cannot be written.

use std::io;

/// Why `meta.json` cannot be used. `path` is made safe to print.
#[derive(Debug, thiserror::Error)]
pub enum MetaError {
    /// It could not be read.
    #[error("{path} cannot be read: {source}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// More bytes than any index has.
    #[error(
        "{path} has {size} bytes, expected at most {limit}: that is no index of samples; remove it, or name the kind \
         with --kind to read the folders instead"
    )]
    TooLarge {
        /// The file.
        path: String,
        /// Bytes.
        size: u64,
        /// Bytes.
        limit: u64,
    },
    /// It is no JSON.
    #[error(
        "{path} is not valid JSON: {detail}; make it again, or name the kind with --kind to read the folders instead"
    )]
    Syntax {
        /// The file.
        path: String,
        /// What and where, from the parser.
        detail: String,
    },
    /// It is JSON of another kind.
    #[error(
        "{path} is no index of samples: expected an object with \"test\" (and \"train\"), found {found}; remove it, \
         or name the kind with --kind to read the folders instead"
    )]
    NotAnIndex {
        /// The file.
        path: String,
        /// What it is instead.
        found: String,
    },
    /// None of its samples can be used.
    #[error("{path} lists {listed} samples and none of them can be used: {why}")]
    NothingUsable {
        /// The file.
        path: String,
        /// Number of samples.
        listed: usize,
        /// What is wrong with them and what to do.
        why: String,
    },
}

/// Why `meta.json` was not written. `path` is made safe to print.
#[derive(Debug, thiserror::Error)]
pub enum WriteMetaError {
    /// It would replace one that is there.
    #[error("{path} is there already and was left as it is; --force replaces it")]
    Exists {
        /// The file.
        path: String,
    },
    /// Samples without labels cannot be expressed.
    #[error(
        "{count} of the samples have no label (the first is {first}), and the released loader needs one for each: \
         nothing was written"
    )]
    Unlabelled {
        /// How many.
        count: usize,
        /// The first.
        first: String,
    },
    /// The folder cannot be written to.
    #[error(
        "{path} cannot be written: {source}; nothing was changed. Copy the dataset to a place that can be written, or \
         do without: this program needs no meta.json"
    )]
    Write {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}
