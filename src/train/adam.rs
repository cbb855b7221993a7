//! Adam with named moments, in PyTorch's order of operations.

use super::parameters::{Group, group};
use super::{Gradients, Parameters};
use candle_core::{Result, Tensor};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Decay of the mean.
const BETA_1: f64 = 0.9;
/// Decay of the mean square.
const BETA_2: f64 = 0.999;
/// Added to the root of the mean square.
const EPS: f64 = 1e-8;

/// What moments are called in a file, before the parameter's name.
const FIRST: &str = "adam.mean.";
const SECOND: &str = "adam.square.";

/// The two learning rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LearningRates {
    /// Of ICA.
    pub ica: f64,
    /// Of FGP.
    pub fgp: f64,
}

/// The optimiser's state.
#[derive(Debug, Default)]
pub struct Adam {
    steps: u64,
    moments: BTreeMap<String, Moments>,
}

/// Decayed mean of a parameter's gradient and of its square.
#[derive(Debug, Clone)]
struct Moments {
    mean: Tensor,
    square: Tensor,
}

impl Adam {
    /// No step has been taken.
    pub fn new(parameters: &Parameters) -> Result<Self> {
        Self::over(parameters.learned())
    }

    /// No step has been taken; for tensors of any names.
    pub fn over(tensors: &BTreeMap<String, Tensor>) -> Result<Self> {
        let zeros = |(name, tensor): (&String, &Tensor)| {
            let moments = Moments {
                mean: tensor.zeros_like()?,
                square: tensor.zeros_like()?,
            };
            Ok((name.clone(), moments))
        };
        Ok(Self {
            steps: 0,
            moments: tensors.iter().map(zeros).collect::<Result<_>>()?,
        })
    }

    /// Steps taken.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Moves every parameter against its gradient. A parameter without one is an error: a name was misspelt.
    pub fn step(
        &mut self,
        parameters: &mut Parameters,
        gradients: &Gradients,
        rates: LearningRates,
    ) -> Result<()> {
        let rate = |name: &str| match group(name) {
            Some(Group::Fgp) => rates.fgp,
            _ => rates.ica,
        };
        for (name, tensor) in self.moved(parameters.learned(), gradients, rate)? {
            parameters.set(name, tensor);
        }
        Ok(())
    }

    /// Takes a step and gives the tensors after it; `rate` is asked for each name.
    pub fn moved(
        &mut self,
        tensors: &BTreeMap<String, Tensor>,
        gradients: &Gradients,
        rate: impl Fn(&str) -> f64 + Sync,
    ) -> Result<BTreeMap<String, Tensor>> {
        self.steps += 1;
        let corrections = [BETA_1, BETA_2].map(|beta| 1.0 - beta.powi(self.steps as i32));
        let moved = |(name, tensor): (&String, &Tensor)| {
            let (Some(gradient), Some(moments)) = (gradients.get(name), self.moments.get(name)) else {
                candle_core::bail!("parameter '{name}' has no gradient");
            };
            let moments = moments.after(gradient)?;
            let root = (moments.square.sqrt()? / corrections[1].sqrt())?;
            let step = (&moments.mean / (root + EPS)?)?;
            let tensor = (tensor - (step * (rate(name) / corrections[0]))?)?;
            Ok((name.clone(), tensor, moments))
        };
        let tensors: Vec<(&String, &Tensor)> = tensors.iter().collect();
        let on_cpu = tensors.iter().all(|(_, tensor)| tensor.device().is_cpu());
        let moved: Vec<(String, Tensor, Moments)> = if on_cpu {
            tensors.into_par_iter().map(moved).collect::<Result<_>>()?
        } else {
            tensors.into_iter().map(moved).collect::<Result<_>>()?
        };
        let mut after = BTreeMap::new();
        for (name, tensor, moments) in moved {
            self.moments.insert(name.clone(), moments);
            after.insert(name, tensor);
        }
        Ok(after)
    }

    /// The decayed mean of a parameter's gradient.
    pub fn mean(&self, name: &str) -> Option<&Tensor> {
        self.moments.get(name).map(|moments| &moments.mean)
    }

    /// The moments under names that tell them from the parameters.
    pub fn tensors(&self) -> impl Iterator<Item = (String, &Tensor)> {
        self.moments.iter().flat_map(|(name, moments)| {
            [
                (format!("{FIRST}{name}"), &moments.mean),
                (format!("{SECOND}{name}"), &moments.square),
            ]
        })
    }

    /// Takes up where [`Self::tensors`] left off after so many steps.
    pub fn restore(
        parameters: &Parameters,
        steps: u64,
        find: impl Fn(&str) -> Option<Tensor>,
    ) -> Result<Self> {
        Self::restore_over(parameters.learned(), steps, find)
    }

    /// As [`Self::restore`], for tensors of any names.
    pub fn restore_over(
        tensors: &BTreeMap<String, Tensor>,
        steps: u64,
        find: impl Fn(&str) -> Option<Tensor>,
    ) -> Result<Self> {
        let mut moments = BTreeMap::new();
        for (name, tensor) in tensors {
            let read = |prefix: &str| match find(&format!("{prefix}{name}")) {
                Some(moment) if moment.dims() == tensor.dims() => moment.to_device(tensor.device()),
                _ => candle_core::bail!("there is no '{prefix}{name}' of shape {:?}", tensor.dims()),
            };
            let both = Moments {
                mean: read(FIRST)?,
                square: read(SECOND)?,
            };
            moments.insert(name.clone(), both);
        }
        Ok(Self { steps, moments })
    }
}

impl Moments {
    /// The moments with one more gradient in them.
    fn after(&self, gradient: &Tensor) -> Result<Self> {
        let mean = (&self.mean + ((gradient - &self.mean)? * (1.0 - BETA_1))?)?;
        let square = ((&self.square * BETA_2)? + (gradient.sqr()? * (1.0 - BETA_2))?)?;
        Ok(Self { mean, square })
    }
}
