//! The program as a shell calls it: its commands, what they print and write, and how they refuse.

// Clippy's leave for tests to panic reaches only functions marked #[test], not what they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bench;
mod completions;
mod config;
mod dataset;
mod detect;
mod doctor;
mod evaluate;
mod hostile;
mod metrics;
mod models;
mod models_fetch;
mod models_network;
mod paper;
#[path = "../program/mod.rs"]
mod program;
mod readme;
mod runs;
mod session;
mod session_export;
mod train;
mod train_crashes;
mod train_support;
mod usage;
mod validate;
mod web;
