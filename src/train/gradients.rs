//! Gradients by the names of the parameters.

use crate::detector::{FGP_PREFIX, ICA_PREFIX};
use candle_core::{Result, Tensor};
use std::collections::BTreeMap;

/// Gradients of a step.
#[derive(Debug, Default)]
pub struct Gradients(BTreeMap<String, Tensor>);

impl Gradients {
    /// Adds a gradient of the parameter `name`.
    pub fn add(&mut self, name: String, gradient: Tensor) -> Result<()> {
        let sum = match self.0.remove(&name) {
            Some(there) => (there + gradient)?,
            None => gradient,
        };
        self.0.insert(name, sum);
        Ok(())
    }

    /// Adds a gradient of ICA's parameter `name`.
    pub fn add_ica(&mut self, name: &str, gradient: Tensor) -> Result<()> {
        self.add(format!("{ICA_PREFIX}{name}"), gradient)
    }

    /// Adds a gradient of FGP's parameter `name`.
    pub fn add_fgp(&mut self, name: &str, gradient: Tensor) -> Result<()> {
        self.add(format!("{FGP_PREFIX}{name}"), gradient)
    }

    /// Whether there is one for `name`.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The gradient of the parameter `name`.
    pub fn get(&self, name: &str) -> Option<&Tensor> {
        self.0.get(name)
    }
}
