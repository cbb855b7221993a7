//! The real binary in a pseudo-terminal.

// Clippy's leave for tests to panic reaches only functions marked #[test], not what they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;
mod tour;
mod workbench;
