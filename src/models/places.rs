//! Where models lie.

use crate::base::{config_folder, data_folder};
use std::path::PathBuf;

/// The variable that names the folder of models.
pub const VARIABLE: &str = "VIP2CLIP_MODELS";

/// Where `models/` may be: the environment, the user's data, the working folder, beside the program and its build
/// folder.
pub fn models_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = variable().into_iter().collect();
    folders.extend(users_folder());
    folders.push(PathBuf::from("models"));
    if let Ok(program) = std::env::current_exe() {
        folders.extend(
            program
                .ancestors()
                .skip(1)
                .take(3)
                .map(|folder| folder.join("models")),
        );
    }
    folders
}

/// Where fetched models go: what the environment names, else `~/.local/share/vip2clip-tui/models`. None without a home.
pub fn downloads_folder() -> Option<PathBuf> {
    variable().or_else(users_folder)
}

/// The user's own registry, `~/.config/vip2clip-tui/models.toml`. None without a home.
pub fn user_registry() -> Option<PathBuf> {
    Some(config_folder()?.join("models.toml"))
}

fn users_folder() -> Option<PathBuf> {
    Some(data_folder()?.join("models"))
}

fn variable() -> Option<PathBuf> {
    std::env::var_os(VARIABLE)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}
