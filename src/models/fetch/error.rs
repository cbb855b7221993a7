//! Why a model was not fetched.

use super::AddressError;
use crate::base::printable_path;
use crate::models::{Mismatch, ModelKind, ModelsError};
use std::io;
use std::path::PathBuf;

/// Why a model was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The name, the registry, or a file that is here already.
    #[error(transparent)]
    Models(#[from] ModelsError),
    /// An address that is not asked.
    #[error("model '{name}': {cause}")]
    Address {
        /// The model.
        name: String,
        /// What is wrong with it.
        cause: AddressError,
    },
    /// Nobody but the user can get it.
    #[error("model '{name}' cannot be fetched: no address of it is known\n  what to do: {advice}")]
    ByHand {
        /// The model.
        name: String,
        /// Where the user gets it, and what to do with it.
        advice: String,
    },
    /// A proxy that is none.
    #[error(
        "{variable} names no proxy that can be used\n  what to do: set it to http://HOST:PORT or https://HOST:PORT, or \
         unset it"
    )]
    Proxy {
        /// The variable of the environment. Its value may hold a password.
        variable: String,
    },
    /// A token that no header can hold.
    #[error("HF_TOKEN holds characters that no token has\n  what to do: copy it anew, or unset it")]
    Token,
    /// No authority is trusted.
    #[error(
        "no certificates of authorities were found, so that no server can be trusted\n  what to do: install the \
         system's ca-certificates, or set SSL_CERT_FILE to a file of them"
    )]
    NoRoots,
    /// The network, or the server, after every try.
    #[error(
        "{address} cannot be fetched: {reason}{}\n  what to do: try again later; or download it elsewhere and put it at \
         {}, then `vip2clip-tui models verify {name}`",
        kept(*kept_bytes),
        printable_path(target)
    )]
    Network {
        /// The model.
        name: String,
        /// What was asked, without its query.
        address: String,
        /// Why it failed.
        reason: String,
        /// Bytes that are kept for the next try.
        kept_bytes: u64,
        /// Where the file belongs.
        target: PathBuf,
    },
    /// The server says no.
    #[error("{address} cannot be fetched: {reason}\n  what to do: {advice}")]
    Refused {
        /// What was asked, without its query.
        address: String,
        /// What it said.
        reason: String,
        /// What may help.
        advice: String,
    },
    /// What came is something else. It was thrown away.
    #[error(
        "what came from {address} is not the model '{name}': {mismatch}; it was thrown away\n  what to do: fetch it \
         again; if that gives the same, the file was replaced at its source: do not use it"
    )]
    Wrong {
        /// The model.
        name: String,
        /// What was asked.
        address: String,
        /// What differs.
        mismatch: Mismatch,
    },
    /// What came is no model of that kind. It was thrown away.
    #[error("what came from {address} is no {kind}: {reason}; it was thrown away")]
    NoModel {
        /// What was asked.
        address: String,
        /// What was expected.
        kind: ModelKind,
        /// What is wrong with it.
        reason: String,
    },
    /// The disk is full, or a file may not grow as much.
    #[error(
        "no room for {} in {}: {cause}{}\n  what to do: make room and fetch it again, or name another folder with --models",
        match total { Some(total) => format!("its {total} bytes"), None => "it".to_owned() },
        printable_path(folder),
        kept(*kept_bytes)
    )]
    NoRoom {
        /// Where it was to go.
        folder: PathBuf,
        /// Bytes of the whole, where known.
        total: Option<u64>,
        /// Bytes that are there.
        kept_bytes: u64,
        /// What the system said.
        cause: io::Error,
    },
    /// Another process fetches the same.
    #[error(
        "{} is being fetched by another process\n  what to do: wait for it",
        printable_path(target)
    )]
    Busy {
        /// Where the file belongs.
        target: PathBuf,
    },
    /// Somebody stopped it.
    #[error("stopped; {kept_bytes} bytes are kept, and fetching it again goes on from there")]
    Cancelled {
        /// Bytes that are there.
        kept_bytes: u64,
    },
}

impl FetchError {
    /// Whether other options would have worked.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Models(error) if error.is_usage())
    }
}

fn kept(bytes: u64) -> String {
    match bytes {
        0 => String::new(),
        bytes => format!("; the {bytes} bytes that came are kept, and fetching it again goes on from there"),
    }
}
