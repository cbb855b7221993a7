//! Which model files to use: what the user names, or the model that comes with the project.

use crate::detector::{DetectorSettings, ModelFiles, PromptCheckpoint};
use crate::models::{ModelKind, ModelsError, models_folders, resolve};
use crate::pretrain::DemoModelFiles;
use std::path::Path;

/// A model and how it was chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelChoice {
    /// The files.
    pub files: ModelFiles,
    /// The settings that this model wants where the user says nothing.
    pub defaults: DetectorSettings,
    /// The demo model, small and trained on drawn pictures: good for trying the program, and every screen says so.
    pub is_demo: bool,
}

/// Why no model can be chosen.
#[derive(Debug, thiserror::Error)]
pub enum ModelChoiceError {
    /// One of the two was named without the other.
    #[error("--{given} was given without --{missing}: a model is a backbone and the prompts trained on it")]
    Half {
        /// The option present.
        given: &'static str,
        /// The option absent.
        missing: &'static str,
    },
    /// The model that comes with the project is not where it should be.
    #[error(
        "no model: --backbone and --prompts were not given, and the model that comes with the project was not \
         found in {searched}\n  what to do: name a model, run the program from the project's folder, or set \
         VIP2CLIP_MODELS to its models folder"
    )]
    NoDemo {
        /// The folders looked in.
        searched: String,
    },
    /// A name that leads to no file.
    #[error(transparent)]
    Named(#[from] ModelsError),
}

impl ModelChoice {
    /// The user's files, by path or by name in the registry, or, when neither is named, the model that comes with the project.
    pub fn resolve(backbone: Option<&Path>, prompts: Option<&Path>) -> Result<Self, ModelChoiceError> {
        match (backbone, prompts) {
            (Some(backbone), Some(prompts)) => {
                let prompts = resolve(prompts, ModelKind::Prompts)?;
                Ok(Self {
                    defaults: PromptCheckpoint::settings_of(&prompts).unwrap_or_default(),
                    files: ModelFiles {
                        backbone: resolve(backbone, ModelKind::Backbone)?,
                        prompts,
                    },
                    is_demo: false,
                })
            }
            (Some(_), None) => Err(ModelChoiceError::Half {
                given: "backbone",
                missing: "prompts",
            }),
            (None, Some(_)) => Err(ModelChoiceError::Half {
                given: "prompts",
                missing: "backbone",
            }),
            (None, None) => Self::demo(),
        }
    }

    /// The model in `models/demo`.
    fn demo() -> Result<Self, ModelChoiceError> {
        let folders = models_folders();
        for folder in &folders {
            let DemoModelFiles {
                backbone, prompts, ..
            } = DemoModelFiles::within(&folder.join("demo"));
            if backbone.is_file() && prompts.is_file() {
                return Ok(Self {
                    defaults: PromptCheckpoint::settings_of(&prompts).unwrap_or_default(),
                    files: ModelFiles { backbone, prompts },
                    is_demo: true,
                });
            }
        }
        let searched: Vec<String> = folders.iter().map(|f| crate::base::printable_path(f)).collect();
        Err(ModelChoiceError::NoDemo {
            searched: searched.join(", "),
        })
    }
}
