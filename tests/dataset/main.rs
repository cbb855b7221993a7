//! Datasets: every known packaging, whatever else people have on disk, and the pictures that the program draws.

// Clippy's leave for tests to panic reaches only functions marked #[test], not what they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;
mod hostile;
mod layouts;
mod meta;
#[path = "../program/mod.rs"]
mod program;
