//! Folders that the program reads and writes, and the model it would use.

use super::{Rows, row};
use crate::base::{cache_folder, config_folder, data_folder, printable_path, state_folder};
use crate::cli::model_options::ModelOptions;
use crate::detector::DetectorSettings;
use crate::models::models_folders;
use serde::Serialize;
use std::path::Path;

/// A folder and whether it is there.
#[derive(Debug, Serialize)]
struct Place {
    name: &'static str,
    path: String,
    exists: bool,
}

impl Place {
    fn new(name: &'static str, path: &Path) -> Self {
        Self {
            name,
            path: printable_path(path),
            exists: path.is_dir(),
        }
    }
}

/// The folders.
#[derive(Debug, Serialize)]
pub struct Places(Vec<Place>);

impl Places {
    /// Looks which exist.
    pub fn look() -> Self {
        let own = [
            ("config", config_folder()),
            ("cache", cache_folder()),
            ("state", state_folder()),
            ("data", data_folder()),
        ];
        let mut places: Vec<Place> = own
            .into_iter()
            .filter_map(|(name, path)| Some(Place::new(name, &path?)))
            .collect();
        places.extend(models_folders().iter().map(|folder| Place::new("models", folder)));
        Self(places)
    }

    /// For the page.
    pub fn rows(&self) -> Rows {
        let value = |place: &Place| {
            let missing = if place.exists { "" } else { "  (not there)" };
            format!("{}{missing}", place.path)
        };
        self.0.iter().map(|place| row(place.name, value(place))).collect()
    }
}

/// The model that the same options would choose for `detect`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum ModelReport {
    /// Found.
    Chosen {
        /// CLIP weights.
        backbone: String,
        /// Prompt checkpoint.
        prompts: String,
        /// Whether it is the demo model that comes with the project.
        is_demo: bool,
        /// Settings in force.
        settings: DetectorSettings,
        /// Files that are not there.
        missing: Vec<String>,
    },
    /// None.
    None {
        /// Why.
        error: String,
    },
}

impl ModelReport {
    /// Chooses, without loading.
    pub fn new(options: &ModelOptions) -> Self {
        match options.resolve() {
            Ok((choice, settings)) => {
                let files = [&choice.files.backbone, &choice.files.prompts];
                Self::Chosen {
                    backbone: printable_path(files[0]),
                    prompts: printable_path(files[1]),
                    is_demo: choice.is_demo,
                    settings,
                    missing: files
                        .iter()
                        .filter(|file| !file.is_file())
                        .map(|file| printable_path(file))
                        .collect(),
                }
            }
            Err(error) => Self::None {
                error: error.to_string(),
            },
        }
    }

    /// For the page.
    pub fn rows(&self) -> Rows {
        match self {
            Self::None { error } => vec![row("none", error.as_str())],
            Self::Chosen {
                backbone,
                prompts,
                is_demo,
                settings,
                missing,
            } => {
                let layers: Vec<String> = settings.layers.iter().map(ToString::to_string).collect();
                let mut rows = vec![
                    row("backbone", backbone.as_str()),
                    row("prompts", prompts.as_str()),
                    row(
                        "settings",
                        format!(
                            "{} px, layers {}, top {}, σ {} px",
                            settings.image_size,
                            layers.join(","),
                            settings.top_k,
                            settings.sigma
                        ),
                    ),
                ];
                if *is_demo {
                    rows.push(row(
                        "note",
                        "demo model, trained on drawn pictures: good for trying the program",
                    ));
                }
                for file in missing {
                    rows.push(row("missing", format!("{file} is not a file")));
                }
                rows
            }
        }
    }
}
