//! How curves are drawn.

use crate::train::Curve;
use serde::{Deserialize, Serialize};

/// Weights of the past that the smoothing goes through.
pub const SMOOTHINGS: [f64; 5] = [0.0, 0.6, 0.9, 0.97, 0.99];

/// What the curves show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// The losses.
    #[default]
    Losses,
    /// The learning rates.
    Rates,
    /// Pictures a second.
    Speed,
}

/// What runs from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// Every step of the run.
    #[default]
    Steps,
    /// The last steps, each one.
    LastSteps,
    /// Epochs, with their means.
    Epochs,
}

/// How curves are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Chart {
    /// What they show.
    pub quantity: Quantity,
    /// What runs from left to right.
    pub axis: Axis,
    /// Up and down by factors, not by differences.
    pub log_scale: bool,
    smoothing: usize,
}

impl Quantity {
    /// The curves, one under the other.
    pub fn curves(self) -> &'static [Curve] {
        match self {
            Self::Losses => &[Curve::Segmentation, Curve::Image, Curve::Total],
            Self::Rates => &[Curve::LrIca, Curve::LrFgp],
            Self::Speed => &[Curve::ImagesPerS],
        }
    }

    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::Losses => Self::Rates,
            Self::Rates => Self::Speed,
            Self::Speed => Self::Losses,
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Losses => "losses",
            Self::Rates => "learning rates",
            Self::Speed => "speed",
        }
    }
}

impl Axis {
    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::Steps => Self::LastSteps,
            Self::LastSteps => Self::Epochs,
            Self::Epochs => Self::Steps,
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Steps => "all steps",
            Self::LastSteps => "last steps",
            Self::Epochs => "epochs",
        }
    }
}

impl Chart {
    /// Weight of the past in the smoothed curve; 0 for none.
    pub fn smoothing(&self) -> f64 {
        // A number from a file can be any.
        SMOOTHINGS.get(self.smoothing).copied().unwrap_or(0.0)
    }

    /// Smooths more, then not at all.
    pub fn next_smoothing(&mut self) {
        self.smoothing = self.smoothing.saturating_add(1) % SMOOTHINGS.len();
    }
}

/// What a curve is called over it.
pub fn curve_name(curve: Curve) -> &'static str {
    match curve {
        Curve::Segmentation => "segmentation loss",
        Curve::Image => "image loss",
        Curve::Total => "total loss",
        Curve::LrIca => "learning rate of ICA",
        Curve::LrFgp => "learning rate of FGP",
        Curve::ImagesPerS => "pictures a second",
    }
}
