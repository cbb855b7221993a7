//! Protocols with a name: what the published checkpoints were trained with.

use super::{TrainError, TrainSettings};
use crate::clip::ClipConfig;

/// A protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// Trained on MVTec AD's test split, for every other dataset.
    PaperMvtec,
    /// Trained on VisA's test split, for MVTec AD.
    PaperVisa,
}

impl Preset {
    /// Both.
    pub const ALL: [Self; 2] = [Self::PaperMvtec, Self::PaperVisa];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::PaperMvtec => "paper-mvtec",
            Self::PaperVisa => "paper-visa",
        }
    }

    /// The dataset that it trains on, as the catalogue calls it.
    pub fn dataset(self) -> &'static str {
        match self {
            Self::PaperMvtec => "mvtec",
            Self::PaperVisa => "visa",
        }
    }

    /// All that it fixes: the released protocol is the same for both.
    pub fn settings(self) -> TrainSettings {
        TrainSettings::default()
    }

    /// Whether a run is this protocol; what differs is said.
    pub fn check(self, settings: &TrainSettings, kind: &str, config: &ClipConfig) -> Result<(), TrainError> {
        let mut broken = Vec::new();
        if kind != self.dataset() {
            broken.push(format!(
                "it trains on {}, and the dataset is {kind}",
                self.dataset()
            ));
        }
        if *config != ClipConfig::vit_l_14_336() {
            broken.push("it trains on CLIP ViT-L/14@336px, and the backbone has other sizes".to_owned());
        }
        broken.extend(settings.changed()?);
        if broken.is_empty() {
            return Ok(());
        }
        Err(TrainError::PresetBroken {
            preset: self.name(),
            broken: broken.join("; "),
        })
    }
}
