//! What pictures of one product have in common.

use super::family::Family;

/// A product: a family with its colours, scale, orientation and light fixed by a seed.
///
/// For a class on disk one look is kept and the pictures differ in their own seeds; for training a look is made for
/// each picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The family.
    pub family: Family,
    /// What fixes everything else.
    pub seed: u64,
}

impl Look {
    /// The look of `family` that `seed` gives.
    pub fn new(family: Family, seed: u64) -> Self {
        Self { family, seed }
    }
}
