//! `config path`: which files are looked for.

use crate::base::{home_folder, printable_path};
use crate::cli::columns::columns;
use crate::cli::exit::Exit;
use crate::cli::json_path::json_path;
use crate::cli::streams::print_line;
use crate::config::{project_candidates, user_file};
use crate::tui::places::{keys_file, themes_folder};
use serde_json::json;
use std::path::PathBuf;

/// Options of `config path`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// One JSON object a file: {"name", "path", "exists"}
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Settings of the project.
    Project,
    /// Settings of the user.
    User,
    /// Keys of the workbench.
    Keys,
    /// A folder of themes.
    Themes,
}

impl FileKind {
    fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::User => "user",
            Self::Keys => "keys",
            Self::Themes => "themes",
        }
    }
}

/// Every file that is looked for; of the project's, those up to the first that is there.
pub fn user_files() -> Vec<(FileKind, PathBuf)> {
    let here = std::env::current_dir().unwrap_or_default();
    let candidates = project_candidates(&here, home_folder().as_deref());
    let last = candidates.iter().position(|file| file.exists());
    let project = candidates
        .into_iter()
        .take(last.map_or(usize::MAX, |place| place + 1));
    let own = [
        (FileKind::User, user_file()),
        (FileKind::Keys, keys_file()),
        (FileKind::Themes, themes_folder()),
    ];
    project
        .map(|file| (FileKind::Project, file))
        .chain(own.into_iter().filter_map(|(kind, path)| Some((kind, path?))))
        .collect()
}

/// Lists.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let files = user_files();
    if options.json {
        for (kind, path) in files {
            let object = json!({"name": kind.name(), "path": json_path(&path), "exists": path.exists()});
            print_line(&object.to_string())?;
        }
        return Ok(Exit::Success);
    }
    let lines = files.iter().map(|(kind, path)| {
        let there = if path.exists() { "there" } else { "-" };
        [kind.name().to_owned(), there.to_owned(), printable_path(path)]
    });
    print_line(&columns(lines))?;
    Ok(Exit::Success)
}
