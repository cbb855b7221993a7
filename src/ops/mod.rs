//! Fast CPU operations behind candle's custom ops; other devices take candle's own operations.
//!
//! [`ApplyBlock`] is a transformer's residual block, [`ApplyLinear`] a frozen product. Both are exact up to the
//! order of summation and, in large products, the roundings of Strassen's algorithm; `clip::transformer` falls back
//! to candle's operations elsewhere and a test holds the two together.

mod aligned;
mod attention;
mod bilinear;
mod blocked;
pub mod differentiable;
mod exp;
mod kernel;
mod linear;
mod linear_op;
mod norm;
mod packed;
mod panel_groups;
mod panels;
mod part;
mod residual_block;
mod right_factors;
mod strassen;
mod strassen_block;
mod then;
mod token_layout;
mod winograd;

pub use bilinear::bilinear_matrix;
pub use linear_op::ApplyLinear;
pub use norm::Norm;
pub use packed::{PackedLinear, Storage};
pub use residual_block::{ApplyBlock, BlockBuffers, PackedBlock};
pub use token_layout::{PanelsToRows, RowsToPanels, TokenLayout};
