//! The model, its training and the pictures it takes, against golden data and by use.

// Clippy's leave for tests to panic reaches only functions marked #[test], not what they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo_model;
mod golden_detect;
mod golden_train;
mod picture_hostile;
mod picture_pillow;
mod pretrain;
