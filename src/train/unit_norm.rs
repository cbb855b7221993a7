//! Division by the norm, with its way back.

use candle_core::{D, Result, Tensor};

/// What the way back needs.
#[derive(Debug)]
pub struct UnitTape {
    unit: Tensor,
    norm: Tensor,
}

/// x / ‖x‖ over the last dimension.
pub fn forward(x: &Tensor) -> Result<(Tensor, UnitTape)> {
    let norm = x.sqr()?.sum_keepdim(D::Minus1)?.sqrt()?;
    let unit = x.broadcast_div(&norm)?;
    Ok((unit.clone(), UnitTape { unit, norm }))
}

/// The gradient of the result → that of x: what of it does not point along x, over ‖x‖.
pub fn backward(tape: &UnitTape, gradient: &Tensor) -> Result<Tensor> {
    let along = (&tape.unit * gradient)?.sum_keepdim(D::Minus1)?;
    (gradient - tape.unit.broadcast_mul(&along)?)?.broadcast_div(&tape.norm)
}
