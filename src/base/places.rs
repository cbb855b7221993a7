//! Where the program keeps and finds its files, by the XDG rules. Each is `None` without a home.

use etcetera::BaseStrategy;
use std::path::PathBuf;

const NAME: &str = "vip2clip-tui";

/// The user's home.
pub fn home_folder() -> Option<PathBuf> {
    etcetera::home_dir().ok()
}

/// Files of the user: `~/.config/vip2clip-tui`.
pub fn config_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.config_dir().join(NAME))
}

/// Files that can be made again: `~/.cache/vip2clip-tui`.
pub fn cache_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.cache_dir().join(NAME))
}

/// Results that the user wants to keep: `~/.local/share/vip2clip-tui`.
pub fn data_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.data_dir().join(NAME))
}

/// Files that grow with use: `~/.local/state/vip2clip-tui`.
pub fn state_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    // Windows has no folder for state; data is what stands there.
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Some(state.join(NAME))
}
