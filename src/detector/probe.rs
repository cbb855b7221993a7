//! A probe into a detection: which intermediate quantities to keep. What nobody asks for costs nothing.

use candle_core::Tensor;
use std::collections::{BTreeMap, BTreeSet};

/// Quantities of the model, named as in its specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// The normalised pixels, (B, 3, S, S).
    Input,
    /// f before normalisation, (B, D).
    GlobalFeature,
    /// Fˡ per scale, (B, 1+L, D).
    PatchFeatures,
    /// Prompt embeddings up to the end of text, (2B, T, W), the normal block first.
    Prompts,
    /// G, (B, 2, D), unit norm.
    Text,
    /// Prompt attention per scale, (B, 8, 2, L).
    Attention,
    /// G̃ˡ per scale, (B, 2, D), unit norm.
    AuxText,
    /// p per scale, (B, L, 2).
    Probability,
    /// p resized per scale, (B, 2, S, S).
    LayerMap,
    /// Mean top-k cosines over τ, (B, 2).
    Logits,
    /// Probability of abnormal, (B).
    Score,
    /// The map before the blur, (B, S, S).
    RawMap,
    /// The map, (B, S, S).
    Map,
}

impl Quantity {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Input,
        Self::GlobalFeature,
        Self::PatchFeatures,
        Self::Prompts,
        Self::Text,
        Self::Attention,
        Self::AuxText,
        Self::Probability,
        Self::LayerMap,
        Self::Logits,
        Self::Score,
        Self::RawMap,
        Self::Map,
    ];

    /// The name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::GlobalFeature => "global_feature",
            Self::PatchFeatures => "patch_features",
            Self::Prompts => "prompts",
            Self::Text => "text",
            Self::Attention => "attention",
            Self::AuxText => "aux_text",
            Self::Probability => "probability",
            Self::LayerMap => "layer_map",
            Self::Logits => "logits",
            Self::Score => "score",
            Self::RawMap => "raw_map",
            Self::Map => "map",
        }
    }
}

/// What is wanted and, after a detection, what was found.
#[derive(Debug, Default)]
pub struct Probe {
    wanted: BTreeSet<Quantity>,
    found: BTreeMap<String, Tensor>,
}

impl Probe {
    /// Asks for nothing.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Asks for `quantities`.
    pub fn of(quantities: impl IntoIterator<Item = Quantity>) -> Self {
        Self {
            wanted: quantities.into_iter().collect(),
            found: BTreeMap::new(),
        }
    }

    /// Whether `quantity` is asked for.
    pub fn wants(&self, quantity: Quantity) -> bool {
        self.wanted.contains(&quantity)
    }

    /// What was found: `name`, or `name.layer` where there is one per scale.
    pub fn found(&self) -> &BTreeMap<String, Tensor> {
        &self.found
    }

    /// Keeps what `make` gives, if `quantity` is asked for.
    pub(super) fn keep(
        &mut self,
        quantity: Quantity,
        layer: Option<usize>,
        make: impl FnOnce() -> candle_core::Result<Tensor>,
    ) -> candle_core::Result<()> {
        if self.wants(quantity) {
            let name = match layer {
                Some(layer) => format!("{}.{layer}", quantity.name()),
                None => quantity.name().to_owned(),
            };
            self.found.insert(name, make()?);
        }
        Ok(())
    }
}
