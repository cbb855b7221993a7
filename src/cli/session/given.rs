//! Where the inputs of a session lie on this machine, where it is not said by the session.

use crate::session::Overrides;
use std::path::PathBuf;

/// The help heading of these options.
const HEADING: &str = "Inputs";

/// What the user says of it. Nothing here comes from the environment: the model that is set there is the one to work with,
/// and a session has a model of its own.
#[derive(Debug, Clone, clap::Args)]
pub struct Given {
    /// The dataset's root [default: where it was; drawn pictures are drawn again]
    #[arg(long, value_name = "DIR", help_heading = HEADING)]
    root: Option<PathBuf>,

    /// CLIP weights [default: where they were, else a file of that sha256 in a models folder]
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    backbone: Option<PathBuf>,

    /// Prompt checkpoint [default: likewise]
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    prompts: Option<PathBuf>,
}

impl Given {
    /// For the library.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            root: self.root.clone(),
            backbone: self.backbone.clone(),
            prompts: self.prompts.clone(),
        }
    }
}
