//! Where a tower's parameters come from: a backbone file, or a seeded generator for benchmarks.

use super::BackboneFile;
use candle_core::{DType, Device, Result, Tensor};
use std::cell::Cell;

/// Parameters by OpenAI's names and in OpenAI's orientation.
pub trait Weights {
    /// The parameter `name`, of `shape`.
    fn read(&self, name: &str, shape: &[usize], dtype: DType, device: &Device) -> Result<Tensor>;
}

impl Weights for BackboneFile {
    /// The file's shapes were checked when it was opened.
    fn read(&self, name: &str, _: &[usize], dtype: DType, device: &Device) -> Result<Tensor> {
        BackboneFile::read(self, name, dtype, device).map_err(candle_core::Error::wrap)
    }
}

/// Seeded random parameters of a sensible size: for measuring time, not for detecting anything.
#[derive(Debug, Default)]
pub struct RandomWeights {
    state: Cell<u64>,
}

impl RandomWeights {
    /// The same seed gives the same parameters when they are read in the same order.
    pub fn new(seed: u64) -> Self {
        Self {
            state: Cell::new(seed),
        }
    }

    /// Uniform in −1..1 (splitmix64).
    fn next(&self) -> f32 {
        let state = self.state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state.set(state);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }
}

impl Weights for RandomWeights {
    fn read(&self, name: &str, shape: &[usize], dtype: DType, device: &Device) -> Result<Tensor> {
        let count: usize = shape.iter().product();
        let is_norm = name
            .rsplit('.')
            .nth(1)
            .is_some_and(|module| module.starts_with("ln_"));
        let (base, scale) = if is_norm {
            (if name.ends_with("weight") { 1.0 } else { 0.0 }, 0.05)
        } else if shape.len() >= 2 && !name.contains("embedding") {
            // √3 makes the uniform distribution's variance 1 / fan-in.
            (0.0, (3.0 / (count / shape[0]) as f32).sqrt())
        } else {
            (0.0, 0.3)
        };
        let values: Vec<f32> = (0..count).map(|_| base + scale * self.next()).collect();
        Tensor::from_vec(values, shape, &Device::Cpu)?
            .to_dtype(dtype)?
            .to_device(device)
    }
}
