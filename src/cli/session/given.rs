//! Where the inputs of a session lie on this machine, where it is not said by the session.

use crate::session::Overrides;
use std::path::PathBuf;

/// The help heading of these options.
const HEADING: &str = "Inputs";

/// What the user says of it.
#[derive(Debug, Clone, clap::Args)]
pub struct Given {
    /// The dataset's root [default: where it was; drawn pictures are drawn again]
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_ROOT", help_heading = HEADING)]
    root: Option<PathBuf>,

    /// CLIP weights [default: where they were, else a file of that sha256 in a models folder]
    #[arg(long, value_name = "FILE", env = "VIP2CLIP_BACKBONE", help_heading = HEADING)]
    backbone: Option<PathBuf>,

    /// Prompt checkpoint [default: likewise]
    #[arg(long, value_name = "FILE", env = "VIP2CLIP_PROMPTS", help_heading = HEADING)]
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
