//! Where the workbench keeps and finds its files, by the XDG rules.

use etcetera::BaseStrategy;
use std::path::PathBuf;

const NAME: &str = "vip2clip-tui";

/// The user's themes: `~/.config/vip2clip-tui/themes`. `None` without a home.
pub fn themes_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.config_dir().join(NAME).join("themes"))
}

/// Small pictures of the samples: `~/.cache/vip2clip-tui/thumbnails`. `None` without a home.
pub fn thumbnails_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.cache_dir().join(NAME).join("thumbnails"))
}

/// The log: `~/.local/state/vip2clip-tui/workbench.log`. `None` without a home.
pub fn log_file() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Some(state.join(NAME).join("workbench.log"))
}
