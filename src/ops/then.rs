//! What becomes of the sums of a product.

use super::exp::quick_gelu;
use pulp::Simd;

/// What becomes of a tile of sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It is the result.
    Store,
    /// It is the result, after QuickGELU.
    StoreGelu,
    /// It is added to what is there.
    Add,
    /// It is added to what is there, and QuickGELU of the sum is the result.
    AddGelu,
}

impl Then {
    /// What becomes of the sums over a range of inputs, when all inputs are added up range by range.
    pub fn at_step(self, first: bool, last: bool) -> Self {
        match (self, first, last) {
            (Self::StoreGelu, true, true) => Self::StoreGelu,
            (Self::StoreGelu | Self::AddGelu, _, true) => Self::AddGelu,
            (Self::Store | Self::StoreGelu, true, _) => Self::Store,
            _ => Self::Add,
        }
    }

    /// A vector of sums to its place.
    #[inline(always)]
    pub fn put<S: Simd>(self, simd: S, place: &mut S::f32s, sums: S::f32s) {
        *place = match self {
            Self::Store => sums,
            Self::StoreGelu => quick_gelu(simd, sums),
            Self::Add => simd.add_f32s(*place, sums),
            Self::AddGelu => quick_gelu(simd, simd.add_f32s(*place, sums)),
        };
    }
}
