//! What a fetch tells as it goes.

use std::path::Path;
use std::time::Duration;

/// What a fetch tells as it goes.
#[derive(Debug, Clone, Copy)]
pub enum FetchEvent<'a> {
    /// The file is here; its content is being checked.
    Here(&'a Path),
    /// Bytes begin to come.
    Begins {
        /// From where, without its query.
        address: &'a str,
        /// Bytes that were there already.
        done: u64,
        /// Bytes of the whole, where the server says it.
        total: Option<u64>,
    },
    /// So many bytes are there.
    Bytes(u64),
    /// What was there is of no use: it begins anew.
    Restarts(&'a str),
    /// It failed, and is tried again after a while.
    Waits {
        /// Why.
        reason: &'a str,
        /// How long.
        pause: Duration,
    },
    /// Everything is there; its content is being checked.
    Checks,
}
