//! Operations with a way back, for training whole towers.
//!
//! candle has no gradient for its fused layer norm and softmax, and the ones it has for the composed forms pass over
//! memory many times. On the CPU in f32 each function here is one custom operation with its backward; on other devices
//! and in other precisions it is candle's own, without a gradient.
//!
//! Sums over rows are made in the order of the rows, so results do not depend on the number of threads.

mod attention;
mod bias;
mod gelu;
mod layer_norm;
mod softmax;

pub use attention::attention;
pub use bias::add_bias;
pub use gelu::quick_gelu;
pub use layer_norm::layer_norm;
pub use softmax::softmax;

use candle_core::{CpuStorage, DType, Layout, Result, Tensor};

/// Whether the operations of this module have one of their own for `x`.
fn is_ours(x: &Tensor) -> bool {
    x.device().is_cpu() && x.dtype() == DType::F32
}

/// The values of a contiguous f32 tensor.
fn values<'a>(name: &str, storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match (layout.contiguous_offsets(), storage) {
        (Some((start, end)), CpuStorage::F32(values)) => Ok(&values[start..end]),
        _ => candle_core::bail!("{name} wants contiguous f32, found layout {layout:?}"),
    }
}

/// The values of any f32 tensor on the CPU, in the order of its shape.
fn flat(tensor: &Tensor) -> Result<Vec<f32>> {
    tensor.flatten_all()?.to_vec1()
}

#[cfg(test)]
mod tests;
