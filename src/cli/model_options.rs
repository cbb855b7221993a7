//! The options that name a model, its settings and where it runs; the same for every command.

use super::streams::say;
use crate::detector::DetectorSettings;
use crate::engine::{DeviceChoice, DtypeChoice, ModelChoice, ModelChoiceError};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

/// The help heading of these options.
const HEADING: &str = "Model";

/// Flags win over the environment, the environment over the defaults of the chosen model.
#[derive(Debug, Clone, clap::Args)]
pub struct ModelOptions {
    /// CLIP weights: safetensors, torch.save, OpenAI's TorchScript .pt, or Hugging Face's CLIPModel in either; or a name
    /// of `models list`. Without --backbone and --prompts: the model that comes with the project
    #[arg(long, value_name = "FILE", env = "VIP2CLIP_BACKBONE", help_heading = HEADING)]
    pub backbone: Option<PathBuf>,

    /// Prompt checkpoint: the released .pth, or safetensors; or a name of `models list`
    #[arg(long, value_name = "FILE", env = "VIP2CLIP_PROMPTS", help_heading = HEADING)]
    pub prompts: Option<PathBuf>,

    #[command(flatten)]
    pub how: DetectionOptions,
}

/// The options that say how a model detects and where it runs.
#[derive(Debug, Clone, clap::Args)]
pub struct DetectionOptions {
    /// Side to which pictures are resized, pixels; a multiple of the backbone's patch size [default: the model's,
    /// 518 for a backbone of yours]
    #[arg(long, value_name = "PIXELS", env = "VIP2CLIP_IMAGE_SIZE", value_parser = at_least_one,
          help_heading = HEADING)]
    pub image_size: Option<NonZeroUsize>,

    /// Blocks of the vision tower that are read, counted from 1, ascending [default: the model's, 6,12,18,24 for a
    /// backbone of yours]
    #[arg(long, value_name = "N,N,…", env = "VIP2CLIP_LAYERS", help_heading = HEADING)]
    pub layers: Option<Layers>,

    /// Patches per layer that make the image score [default: the model's, 50 for a backbone of yours]
    #[arg(long, value_name = "K", env = "VIP2CLIP_TOP_K", value_parser = at_least_one, help_heading = HEADING)]
    pub top_k: Option<NonZeroUsize>,

    /// σ of the Gaussian that smooths the map, pixels of the resized picture; 0 leaves it out [default: the model's,
    /// 8 for a backbone of yours]
    #[arg(long, value_name = "PIXELS", env = "VIP2CLIP_SIGMA", value_parser = sigma,
          allow_negative_numbers = true, help_heading = HEADING)]
    pub sigma: Option<f32>,

    /// Where the model runs: auto (the first GPU this build can use, else the CPU), cpu, cuda, cuda:N or metal
    #[arg(long, value_name = "DEVICE", env = "VIP2CLIP_DEVICE", default_value = "auto", help_heading = HEADING)]
    pub device: DeviceChoice,

    /// Precision of weights and activations: f32, bf16 or f16
    #[arg(long, value_name = "DTYPE", env = "VIP2CLIP_DTYPE", default_value = "f32", help_heading = HEADING)]
    pub dtype: DtypeChoice,
}

impl ModelOptions {
    /// Whether neither file was named.
    pub fn names_no_model(&self) -> bool {
        self.backbone.is_none() && self.prompts.is_none()
    }

    /// The model, and its settings with what the user said over them.
    pub fn resolve(&self) -> Result<(ModelChoice, DetectorSettings), ModelChoiceError> {
        let choice = ModelChoice::resolve(self.backbone.as_deref(), self.prompts.as_deref())?;
        let settings = self.how.settings_over(&choice.defaults);
        Ok((choice, settings))
    }
}

impl DetectionOptions {
    /// `defaults` with what the user said over them.
    pub fn settings_over(&self, defaults: &DetectorSettings) -> DetectorSettings {
        DetectorSettings {
            image_size: self.image_size.map_or(defaults.image_size, NonZeroUsize::get),
            layers: self
                .layers
                .as_ref()
                .map_or_else(|| defaults.layers.clone(), |layers| layers.0.clone()),
            top_k: self.top_k.map_or(defaults.top_k, NonZeroUsize::get),
            sigma: self.sigma.unwrap_or(defaults.sigma),
        }
    }
}

/// Says on stderr when this is the demo model.
pub fn warn_of_demo(choice: &ModelChoice) {
    if choice.is_demo {
        say(
            "note: this is the demo model, trained on drawn pictures: good for trying the program, not for \
             inspecting anything. Name a real one with --backbone and --prompts.",
        );
    }
}

/// Tapped blocks as typed: `6,12,18,24`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layers(Vec<usize>);

impl Layers {
    /// The blocks, counted from 1.
    pub fn blocks(&self) -> &[usize] {
        &self.0
    }
}

impl FromStr for Layers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let layers = text
            .split(',')
            .map(|part| part.trim().parse::<usize>())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| "expected block numbers separated by commas, such as 6,12,18,24".to_owned())?;
        if layers.contains(&0) {
            return Err("blocks are counted from 1".to_owned());
        }
        if !layers.is_sorted_by(|a, b| a < b) {
            return Err("blocks must be ascending, each once, such as 6,12,18,24".to_owned());
        }
        Ok(Self(layers))
    }
}

/// A count that cannot be 0.
pub fn at_least_one(text: &str) -> Result<NonZeroUsize, String> {
    text.parse()
        .map_err(|_| "expected a whole number, 1 or more".to_owned())
}

/// A probability.
pub fn probability(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|p| (0.0..=1.0).contains(p))
        .ok_or_else(|| "expected a number between 0 and 1".to_owned())
}

fn sigma(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|sigma: &f32| sigma.is_finite() && *sigma >= 0.0)
        .ok_or_else(|| "expected a number of pixels, 0 or more".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_ascending_and_counted_from_one() {
        assert_eq!("6, 12,18".parse(), Ok(Layers(vec![6, 12, 18])));
        for wrong in ["", "6,", "a", "12,6", "6,6", "0,1", "-1"] {
            assert!(wrong.parse::<Layers>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_the_user_says_goes_over_the_defaults_of_the_model() {
        let options = DetectionOptions {
            image_size: None,
            layers: Some(Layers(vec![2, 4])),
            top_k: NonZeroUsize::new(7),
            sigma: Some(0.0),
            device: DeviceChoice::Cpu,
            dtype: DtypeChoice::F32,
        };
        let settings = options.settings_over(&DetectorSettings::default());
        let expected = DetectorSettings {
            image_size: 518,
            layers: vec![2, 4],
            top_k: 7,
            sigma: 0.0,
        };
        assert_eq!(settings, expected);
    }
}
