//! Random numbers that are the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A stream of draws, fixed by a seed and a number.
#[derive(Debug, Clone)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// Stream `number` of `seed`; streams of one seed do not depend on each other.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&number.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 32 random bits.
    pub fn bits(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// 64 random bits: the seed of something else.
    pub fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in 0..1.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 8) as f32 / (1 << 24) as f32
    }

    /// Uniform in `low..high`.
    pub fn within(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// In `low..high`, small values more often: for scales, where 10 to 20 matters as much as 20 to 40.
    pub fn skewed(&mut self, low: f32, high: f32) -> f32 {
        let unit = self.unit();
        low + (high - low) * unit * unit
    }

    /// Uniform in `-limit..limit`.
    pub fn about(&mut self, limit: f32) -> f32 {
        self.within(-limit, limit)
    }

    /// True this often.
    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// Uniform among 0..`count`.
    pub fn below(&mut self, count: usize) -> usize {
        ((u64::from(self.bits()) * count as u64) >> 32) as usize
    }

    /// A whole number in `low..=high`.
    pub fn count(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// -1 or 1.
    pub fn sign(&mut self) -> f32 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }

    /// One of `choices`.
    pub fn pick<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        choices[self.below(N)]
    }
}

/// The seed for part `number` of whatever `seed` belongs to.
pub fn derive(seed: u64, number: u64) -> u64 {
    Stream::new(seed, number).seed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_in_their_ranges_and_follow_the_seed() {
        let mut stream = Stream::new(7, 1);
        for _ in 0..1000 {
            assert!((0.0..1.0).contains(&stream.unit()));
            assert!((-2.0..3.0).contains(&stream.within(-2.0, 3.0)));
            assert!((3..=5).contains(&stream.count(3, 5)));
        }
        assert_eq!(Stream::new(7, 1).bits(), Stream::new(7, 1).bits());
        assert_ne!(Stream::new(7, 1).bits(), Stream::new(7, 2).bits());
        assert_ne!(Stream::new(7, 1).bits(), Stream::new(8, 1).bits());
    }
}
