//! Where the workbench keeps and finds its files.

use crate::base::{cache_folder, config_folder, state_folder};
use std::path::PathBuf;

/// The user's themes: `~/.config/vip2clip-tui/themes`. `None` without a home.
pub fn themes_folder() -> Option<PathBuf> {
    Some(config_folder()?.join("themes"))
}

/// The user's keys: `~/.config/vip2clip-tui/keys.toml`. `None` without a home.
pub fn keys_file() -> Option<PathBuf> {
    Some(config_folder()?.join("keys.toml"))
}

/// Small pictures of the samples: `~/.cache/vip2clip-tui/thumbnails`. `None` without a home.
pub fn thumbnails_folder() -> Option<PathBuf> {
    Some(cache_folder()?.join("thumbnails"))
}

/// The workbench as it was left, a file per folder: `~/.local/state/vip2clip-tui/workbench`. `None` without a home.
pub fn states_folder() -> Option<PathBuf> {
    Some(state_folder()?.join("workbench"))
}

/// The log: `~/.local/state/vip2clip-tui/workbench.log`. `None` without a home.
pub fn log_file() -> Option<PathBuf> {
    Some(state_folder()?.join("workbench.log"))
}
