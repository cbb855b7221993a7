//! The workbench without a terminal: keys and facts go in, the state, its orders and the drawn screen come out.

// Clippy's leave for tests to panic reaches only functions marked #[test], not what they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod actions;
mod annotate;
mod browse;
mod detect;
mod evaluate;
mod grid;
mod inspect;
mod jobs;
mod keep;
mod pictures;
mod screens;
mod sessions;
mod state;
mod support;
mod train;
mod tree;
