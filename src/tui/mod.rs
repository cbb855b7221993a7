//! The workbench.

use crate::detector::DetectorSettings;
use crate::engine::{DeviceChoice, DtypeChoice, ModelChoice};
use std::path::PathBuf;

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImagesChoice {
    /// What the terminal answers.
    #[default]
    Auto,
    /// kitty.
    Kitty,
    /// sixel.
    Sixel,
    /// iTerm2.
    Iterm2,
    /// Half-blocks.
    Halfblocks,
    /// No pictures.
    Off,
}

impl std::str::FromStr for ImagesChoice {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "kitty" => Ok(Self::Kitty),
            "sixel" => Ok(Self::Sixel),
            "iterm2" => Ok(Self::Iterm2),
            "halfblocks" => Ok(Self::Halfblocks),
            "off" => Ok(Self::Off),
            _ => Err("use auto, kitty, sixel, iterm2, halfblocks or off".to_owned()),
        }
    }
}

/// What the workbench opens with.
#[derive(Debug)]
pub struct WorkbenchOptions {
    /// A folder or a picture.
    pub path: PathBuf,
    /// The model.
    pub model: ModelChoice,
    /// Its settings.
    pub settings: DetectorSettings,
    /// Where it runs.
    pub device: DeviceChoice,
    /// Its precision.
    pub dtype: DtypeChoice,
    /// How pictures are drawn.
    pub images: ImagesChoice,
    /// Name of a theme.
    pub theme: Option<String>,
    /// Score from which a picture is anomalous.
    pub threshold: Option<f32>,
}

/// Runs the workbench until the user quits.
pub fn run(options: WorkbenchOptions) -> anyhow::Result<()> {
    let _ = options;
    Ok(())
}
