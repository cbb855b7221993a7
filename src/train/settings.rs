//! The knobs of a training run; the defaults are the released protocol's.

use super::PromptDesign;
use super::error::TrainError;
use crate::clip::ClipConfig;
use crate::dataset::Split;
use crate::detector::DetectorSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Settings of a training run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainSettings {
    /// Passes over the dataset.
    pub epochs: usize,
    /// Pictures per step; the last step of an epoch may have fewer.
    pub batch: usize,
    /// Learning rate of ICA.
    pub lr_ica: f64,
    /// Learning rate of FGP.
    pub lr_fgp: f64,
    /// Decides initialisation and order.
    pub seed: u64,
    /// `test` or `train`: the split of the dataset that is trained on.
    pub split: String,
    /// S, pixels.
    pub image_size: usize,
    /// Tapped blocks, 1-based, ascending.
    pub layers: Vec<usize>,
    /// k: patches per layer that make the image's loss.
    pub top_k: usize,
    /// The prompts.
    pub prompts: PromptDesign,
}

impl Default for TrainSettings {
    fn default() -> Self {
        let detector = DetectorSettings::default();
        Self {
            epochs: 10,
            batch: 8,
            lr_ica: 1e-3,
            lr_fgp: 1e-5,
            seed: 111,
            split: Split::Test.name().to_owned(),
            image_size: detector.image_size,
            layers: detector.layers,
            top_k: detector.top_k,
            prompts: PromptDesign::default(),
        }
    }
}

impl TrainSettings {
    /// How prompts trained with these detect.
    pub fn detection(&self) -> DetectorSettings {
        DetectorSettings {
            image_size: self.image_size,
            layers: self.layers.clone(),
            top_k: self.top_k,
            ..DetectorSettings::default()
        }
    }

    /// Whether a backbone of these sizes can be trained with these.
    pub fn check(&self, config: &ClipConfig) -> Result<(), TrainError> {
        let positive = [("epochs", self.epochs), ("batch size", self.batch)];
        for (name, value) in positive {
            if value == 0 {
                return Err(TrainError::setting(name, value, "1 or more"));
            }
        }
        for (name, rate) in [
            ("ICA's learning rate", self.lr_ica),
            ("FGP's learning rate", self.lr_fgp),
        ] {
            if !(rate.is_finite() && rate >= 0.0) {
                return Err(TrainError::setting(name, rate, "a number, 0 or more"));
            }
        }
        self.detector().check(config)?;
        self.split()?;
        if config.embed_dim < 2 || !config.embed_dim.is_multiple_of(crate::detector::HEADS) {
            let expected = "an embedding width that 8 attention heads divide";
            return Err(TrainError::setting("the backbone", config.embed_dim, expected));
        }
        if self.prompts.n_ctx == 0 || self.prompts.n_cls == 0 {
            let found = format!("{} and {}", self.prompts.n_ctx, self.prompts.n_cls);
            return Err(TrainError::setting(
                "context and class tokens",
                found,
                "1 or more each",
            ));
        }
        Ok(())
    }

    /// The split.
    pub fn split(&self) -> Result<Split, TrainError> {
        [Split::Test, Split::Train]
            .into_iter()
            .find(|split| split.name() == self.split)
            .ok_or_else(|| TrainError::setting("the split", &self.split, "test or train"))
    }

    /// As a detector has them; training knows no blur.
    pub fn detector(&self) -> DetectorSettings {
        DetectorSettings {
            image_size: self.image_size,
            layers: self.layers.clone(),
            top_k: self.top_k,
            sigma: 0.0,
        }
    }

    /// Names and values that are not the defaults.
    pub fn changed(&self) -> Result<Vec<String>, TrainError> {
        let flat = |settings: &Self| {
            let mut values = BTreeMap::new();
            let tree =
                serde_json::to_value(settings).map_err(|error| TrainError::Record(error.to_string()))?;
            flatten("", &tree, &mut values);
            Ok::<_, TrainError>(values)
        };
        let defaults = flat(&Self::default())?;
        let changed = flat(self)?.into_iter().filter_map(|(name, value)| {
            let default = &defaults[&name];
            (value != *default).then(|| format!("{name} = {value} (default {default})"))
        });
        Ok(changed.collect())
    }
}

/// The leaves of a tree of settings under dotted names.
fn flatten(name: &str, value: &Value, leaves: &mut BTreeMap<String, String>) {
    match value.as_object() {
        Some(table) => {
            for (key, value) in table {
                let dotted = if name.is_empty() {
                    key.clone()
                } else {
                    format!("{name}.{key}")
                };
                flatten(&dotted, value, leaves);
            }
        }
        None => {
            leaves.insert(name.to_owned(), value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_named_with_the_default() {
        let mut settings = TrainSettings::default();
        assert!(settings.changed().unwrap().is_empty());
        settings.epochs = 3;
        settings.prompts.n_ctx = 9;
        assert_eq!(
            settings.changed().unwrap(),
            ["epochs = 3 (default 10)", "prompts.n_ctx = 9 (default 7)"]
        );
    }
}
